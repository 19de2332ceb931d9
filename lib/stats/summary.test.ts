import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPercentileScale, getPercentile } from "./percentiles.ts";
import { createSeededRandom, drawPoisson, shuffleIndices } from "./seeded-random.ts";
import { computeMad, computeMean, computeMedian, computeQuantile, computeVariance } from "./summary.ts";

describe("summaries", () => {
  it("match values worked by hand", () => {
    expect(computeMean([1, 2, 6])).toBe(3);
    expect(computeVariance([1, 2, 6])).toBe(7);
    expect(computeVariance([4])).toBe(0);
    expect(computeMedian([9, 1, 5, 3])).toBe(4);
    expect(computeQuantile([1, 2, 3, 4, 5], 0.9)).toBeCloseTo(4.6, 12);
    expect(computeMad([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826, 12);
  });

  it("refuse an empty sample and a share outside 0 to 1", () => {
    expect(() => computeMean([])).toThrow(/empty/);
    expect(() => computeMedian([])).toThrow(/empty/);
    expect(() => computeQuantile([1], 1.1)).toThrow(/share/);
  });
});

describe("getPercentile", () => {
  it("counts peers below and half of the ties", () => {
    const scale = createPercentileScale([10, 20, 20, 30]);
    expect([5, 10, 20, 25, 99].map(value => getPercentile(scale, value))).toEqual([0, 0.125, 0.5, 0.75, 1]);
  });

  it("averages to one half over its own peers", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }), peers => {
        const scale = createPercentileScale(peers);
        expect(computeMean(peers.map(peer => getPercentile(scale, peer)))).toBeCloseTo(0.5, 10);
      }),
    );
  });

  it("refuses no peers and peers that are not numbers", () => {
    expect(() => createPercentileScale([])).toThrow(/empty/);
    expect(() => createPercentileScale([1, Number.NaN])).toThrow(/NaN/);
  });
});

describe("seeded randomness", () => {
  it("repeats itself for a seed, differs between seeds and is uniform", () => {
    const draw = (seed: number) => Array.from({ length: 20_000 }, createSeededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1).slice(0, 3)).not.toEqual(draw(2).slice(0, 3));
    expect(computeMean(draw(1))).toBeCloseTo(0.5, 1);
    expect(computeVariance(draw(1))).toBeCloseTo(1 / 12, 2);
  });

  it("shuffles every index exactly once", () => {
    expect([...shuffleIndices(100, createSeededRandom(1))].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  it("draws counts whose mean and variance are the Poisson mean", () => {
    for (const mean of [0.5, 8, 120]) {
      const random = createSeededRandom(2);
      const counts = Array.from({ length: 5000 }, () => drawPoisson(mean, random));
      expect(computeMean(counts) / mean).toBeCloseTo(1, 1);
      expect(computeVariance(counts) / mean).toBeCloseTo(1, 0);
    }
    expect(() => drawPoisson(-1, createSeededRandom(1))).toThrow(RangeError);
  });
});
