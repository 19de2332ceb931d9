import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeBetaInterval, computeJeffreysInterval, computeRateRatio, computeWilsonInterval } from "./intervals.ts";
import { computeBetaCdf, computeBetaQuantile, computeLogGamma, computeNormalQuantile } from "./special-functions.ts";

describe("special functions", () => {
  it("match known values", () => {
    expect(computeLogGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(computeLogGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(computeNormalQuantile(0.975)).toBeCloseTo(1.959963985, 7);
    expect(computeNormalQuantile(0.001)).toBeCloseTo(-3.090232306, 7);
    expect(computeBetaCdf(0.3, 1, 1)).toBeCloseTo(0.3, 12);
    expect(computeBetaCdf(0.5, 2, 3)).toBeCloseTo(0.6875, 12);
  });

  it("find the quantile that the distribution function confirms", () => {
    const shape = fc.double({ min: 0.3, max: 3000, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), shape, shape, (probability, a, b) => {
        expect(computeBetaCdf(computeBetaQuantile(probability, a, b), a, b)).toBeCloseTo(probability, 6);
      }),
    );
  });

  it("refuse arguments outside their domain", () => {
    expect(() => computeLogGamma(0)).toThrow(RangeError);
    expect(() => computeBetaCdf(0.5, 0, 1)).toThrow(RangeError);
    expect(() => computeBetaQuantile(2, 1, 1)).toThrow(RangeError);
    expect(() => computeNormalQuantile(1)).toThrow(RangeError);
  });
});

describe("intervals of a share", () => {
  it("match published values", () => {
    const wilson = computeWilsonInterval(15, 148);
    expect(wilson.low).toBeCloseTo(0.0624, 4);
    expect(wilson.high).toBeCloseTo(0.1605, 4);
    const jeffreys = computeJeffreysInterval(5, 10);
    expect(jeffreys.low).toBeCloseTo(0.2235, 3);
    expect(jeffreys.high).toBeCloseTo(0.7765, 3);
  });

  it.each([
    ["Wilson", computeWilsonInterval],
    ["Jeffreys", computeJeffreysInterval],
  ])("%s contains the observed share, stays within 0 to 1 and mirrors", (_, compute) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
        const successes = Math.round(trials * share);
        const { low, estimate, high } = compute(successes, trials);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
        expect(high).toBeLessThanOrEqual(1);
        expect(compute(trials - successes, trials).high).toBeCloseTo(1 - low, 8);
      }),
    );
  });

  it("say nothing without trials and refuse impossible counts", () => {
    expect(computeWilsonInterval(0, 0)).toEqual({ low: 0, estimate: 0.5, high: 1 });
    expect(() => computeWilsonInterval(3, 2)).toThrow(RangeError);
    expect(() => computeJeffreysInterval(1, 2, 1)).toThrow(/confidence/);
  });

  it("narrow with confidence", () => {
    const wide = computeBetaInterval(3, 9, 0.99);
    const narrow = computeBetaInterval(3, 9, 0.5);
    expect(narrow.high - narrow.low).toBeLessThan((wide.high - wide.low) / 2);
  });
});

describe("computeRateRatio", () => {
  it("shrinks few events to 1 and leaves many as they are", () => {
    expect(computeRateRatio(2, 10, 0, 10).estimate).toBe(3);
    expect(computeRateRatio(2000, 10, 1000, 10).estimate).toBeCloseTo(2, 2);
    expect(computeRateRatio(0, 10, 0, 30).estimate).toBeCloseTo(1, 12);
  });

  it("covers the true ratio when the counts are equal and excludes 1 when they are far apart", () => {
    const equal = computeRateRatio(20, 1, 20, 1);
    expect(equal.low).toBeLessThan(1);
    expect(equal.high).toBeGreaterThan(1);
    expect(computeRateRatio(60, 1, 20, 1).low).toBeGreaterThan(1);
  });

  it("refuses an exposure of nothing", () => {
    expect(() => computeRateRatio(1, 0, 1, 1)).toThrow(/exposures/);
  });
});
