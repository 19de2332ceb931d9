import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeBoundaries, spendAlpha } from "./group-sequential.ts";
import { createSeededRandom } from "./seeded-random.ts";

const spaceEvenly = (looks: number) => Array.from({ length: looks }, (_, i) => (i + 1) / looks);
const listBounds = (fractions: number[], alpha = 0.05) =>
  computeBoundaries(fractions, { alpha, isComplete: true }).map(look => look.boundary);
const alphas = fc.double({ min: 0.005, max: 0.2, noNaN: true });
const risingFractions = fc
  .array(fc.double({ min: 0.02, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 })
  .map(gains => {
    const total = gains.reduce((sum, gain) => sum + gain, 0);
    let sum = 0;
    return gains.map(gain => {
      sum += gain;
      return sum / total;
    });
  });

/** The share of standard Brownian paths that cross a boundary, simulated: what the recursion computes. */
function simulateCrossing(fractions: readonly number[], bounds: readonly number[], runs: number): number {
  const random = createSeededRandom(11);
  let crossed = 0;
  for (let run = 0; run < runs; run++) {
    let sum = 0;
    let before = 0;
    for (const [look, fraction] of fractions.entries()) {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      sum += normal * Math.sqrt(fraction - before);
      before = fraction;
      if (Math.abs(sum) / Math.sqrt(fraction) <= (bounds[look] as number)) continue;
      crossed++;
      break;
    }
  }
  return crossed / runs;
}

describe("The boundaries of a group-sequential test", () => {
  it.each([
    [2, [2.9626, 1.9686]],
    [3, [3.7103, 2.5114, 1.993]],
    [4, [4.3326, 2.9631, 2.359, 2.0141]],
    [5, [4.8769, 3.3569, 2.6803, 2.2898, 2.031]],
  ])("are the published ones for %i equally spaced looks", (looks, published) => {
    for (const [look, bound] of listBounds(spaceEvenly(looks)).entries()) {
      expect(bound).toBeCloseTo(published[look] as number, 3);
    }
  });

  it("are those of a fixed-horizon test for a single look", () => {
    expect(listBounds([1])[0]).toBeCloseTo(1.95996, 5);
    expect(listBounds([0.3])[0]).toBeCloseTo(1.95996, 5);
  });

  it("are practically infinite at the first hour of an even day, and cost it nothing", () => {
    const [first, second, last] = computeBoundaries([1 / 24, 4 / 24, 1], { isComplete: true });
    expect(first).toMatchObject({ boundary: Number.POSITIVE_INFINITY, spent: 0 });
    expect(second?.boundary).toBeGreaterThan(5);
    expect(last?.boundary).toBeCloseTo(1.95996, 4);
  });

  it("are crossed by chance in as many paths as alpha says, for unequal looks", () => {
    const fractions = [0.33, 0.45, 0.9];
    const crossed = simulateCrossing(fractions, listBounds(fractions), 200_000);
    expect(crossed).toBeGreaterThan(0.05 - 0.0016);
    expect(crossed).toBeLessThan(0.05 + 0.0016);
  });

  it("do not open when a look brings nothing new or takes some back, and keep alpha all the same", () => {
    const bounds = computeBoundaries([0.4, 0.4, 0.35, 0.401], { isComplete: true });
    expect(bounds.map(look => Number.isFinite(look.boundary))).toEqual([true, false, false, true]);
    expect(bounds.at(-1)?.spent).toBe(0.05);
    expect(bounds.at(-1)?.boundary).toBeGreaterThan(1.959);
  });

  it("spend everything once the planned information is there, and leave nothing for later looks", () => {
    const bounds = computeBoundaries([0.5, 1.2, 1.5]);
    expect(bounds.map(look => look.spent)).toEqual([expect.closeTo(spendAlpha(0.5), 12), 0.05, 0.05]);
    expect(bounds[2]?.boundary).toBe(Number.POSITIVE_INFINITY);
  });

  it("let a last look without any data decide nothing wrongly: it is a single look", () => {
    expect(listBounds([0, 0])).toEqual([Number.POSITIVE_INFINITY, expect.closeTo(1.95996, 5)]);
  });

  it("refuse fractions and errors that mean nothing", () => {
    expect(() => computeBoundaries([-0.1])).toThrow(RangeError);
    expect(() => computeBoundaries([Number.NaN])).toThrow(RangeError);
    expect(() => computeBoundaries([0.5], { alpha: 0 })).toThrow(RangeError);
    expect(() => spendAlpha(-1)).toThrow(RangeError);
  });

  it("fall from look to look when looks are equally spaced", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), alphas, (looks, alpha) => {
        const bounds = listBounds(spaceEvenly(looks), alpha);
        for (let look = 1; look < bounds.length; look++) {
          expect(bounds[look]).toBeLessThan(bounds[look - 1] as number);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("spend alpha in all, never less at a later look, whatever the fractions", () => {
    fc.assert(
      fc.property(risingFractions, alphas, (fractions, alpha) => {
        const spent = computeBoundaries(fractions, { alpha, isComplete: true }).map(look => look.spent);
        expect(spent.at(-1)).toBe(alpha);
        for (let look = 1; look < spent.length; look++) {
          expect(spent[look]).toBeGreaterThanOrEqual(spent[look - 1] as number);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are never below the fixed-horizon bound, and a look knows nothing of those after it", () => {
    fc.assert(
      fc.property(risingFractions, alphas, (fractions, alpha) => {
        const bounds = listBounds(fractions, alpha);
        const single = listBounds([1], alpha)[0] as number;
        for (const bound of bounds) expect(bound).toBeGreaterThan(single - 1e-6);
        const alone = computeBoundaries(fractions.slice(0, 1), { alpha })[0]?.boundary as number;
        if (fractions.length > 1) expect(bounds[0]).toBe(alone);
      }),
      { numRuns: 60 },
    );
  });

  it("never open the first look wider when there are more looks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), alphas, (looks, alpha) => {
        expect(listBounds(spaceEvenly(looks + 1), alpha)[0]).toBeGreaterThanOrEqual(
          (listBounds(spaceEvenly(looks), alpha)[0] as number) - 1e-9,
        );
      }),
      { numRuns: 25 },
    );
  });
});
