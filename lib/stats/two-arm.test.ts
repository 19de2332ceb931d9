import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeededRandom, drawBinomial } from "./seeded-random.ts";
import { compareMeans, compareShares } from "./two-arm.ts";

const shareArm = fc
  .tuple(fc.integer({ min: 50, max: 20_000 }), fc.double({ min: 0.01, max: 0.6, noNaN: true }))
  .map(([trials, share]) => ({ trials, successes: Math.max(1, Math.round(trials * share)) }));
const meanArm = fc.record({
  count: fc.integer({ min: 30, max: 5_000 }),
  mean: fc.double({ min: 0.5, max: 50, noNaN: true }),
  variance: fc.double({ min: 0.01, max: 100, noNaN: true }),
});
const critical = fc.double({ min: 1, max: 4, noNaN: true });

describe("Comparing two shares", () => {
  it("gives the pooled z and the score interval of a worked example", () => {
    // 15 of 100 against 5 of 100: z by hand is 0.1 / sqrt(2 * 0.1 * 0.9 / 100); the interval was inverted independently on a fine grid.
    const comparison = compareShares({ trials: 100, successes: 5 }, { trials: 100, successes: 15 });
    expect(comparison.z).toBeCloseTo(2.357, 3);
    const uplift = comparison.computeUplift(1.959964);
    expect(uplift?.estimate).toBeCloseTo(2, 12);
    expect(uplift?.low).toBeGreaterThan(0);
    expect(uplift?.low).toBeLessThan(0.3);
    expect(uplift?.high).toBeGreaterThan(6.5);
  });

  it("covers the true uplift in as many samples as it says", () => {
    const random = createSeededRandom(5);
    const runs = 4_000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const a = { trials: 3_000, successes: drawBinomial(3_000, 0.02, random) };
      const b = { trials: 2_000, successes: drawBinomial(2_000, 0.026, random) };
      const uplift = compareShares(a, b).computeUplift(1.959964);
      if (uplift !== null && uplift.low <= 0.3 && uplift.high >= 0.3) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.95 - 0.0104);
    expect(covered / runs).toBeLessThan(0.95 + 0.0104);
  });

  it("says nothing where there is nothing to divide by, and calls few events insufficient", () => {
    const thin = compareShares({ trials: 200, successes: 0 }, { trials: 200, successes: 6 });
    expect(thin.computeUplift(1.96)).toBeNull();
    expect(thin.isSufficient).toBe(false);
    expect(compareShares({ trials: 0, successes: 0 }, { trials: 9, successes: 3 })).toMatchObject({ z: 0 });
  });

  it("keeps a second arm without any success at minus 100 % below, with a finite end above", () => {
    const uplift = compareShares({ trials: 500, successes: 20 }, { trials: 500, successes: 0 }).computeUplift(1.96);
    expect(uplift).toMatchObject({ low: -1, estimate: -1 });
    expect(uplift?.high).toBeGreaterThan(-1);
    expect(uplift?.high).toBeLessThan(-0.5);
  });

  it("refuses impossible counts", () => {
    expect(() => compareShares({ trials: 1, successes: 2 }, { trials: 1, successes: 0 })).toThrow(RangeError);
  });

  it("is the same seen from either arm", () => {
    fc.assert(
      fc.property(shareArm, shareArm, critical, (a, b, bound) => {
        const forwards = compareShares(a, b);
        const backwards = compareShares(b, a);
        expect(backwards.z).toBeCloseTo(-forwards.z, 9);
        const there = forwards.computeUplift(bound);
        const back = backwards.computeUplift(bound);
        expect(1 + (back?.low ?? 0)).toBeCloseTo(1 / (1 + (there?.high ?? 0)), 5);
        expect(1 + (back?.high ?? 0)).toBeCloseTo(1 / (1 + (there?.low ?? 0)), 5);
      }),
      { numRuns: 100 },
    );
  });

  it("has an interval that leaves out no uplift exactly when the test decides", () => {
    fc.assert(
      fc.property(shareArm, shareArm, critical, (a, b, bound) => {
        const { z, computeUplift } = compareShares(a, b);
        fc.pre(Math.abs(Math.abs(z) - bound) > 1e-6);
        const uplift = computeUplift(bound);
        expect(uplift !== null && (uplift.low > 0 || uplift.high < 0)).toBe(Math.abs(z) > bound);
      }),
      { numRuns: 200 },
    );
  });
});

describe("Comparing two means", () => {
  it("gives Welch's z", () => {
    const { z } = compareMeans({ count: 40, mean: 10, variance: 16 }, { count: 60, mean: 12, variance: 30 });
    expect(z).toBeCloseTo(2 / Math.sqrt(16 / 40 + 30 / 60), 12);
  });

  it("gives no interval when the first mean cannot be told from nothing", () => {
    const blurred = compareMeans({ count: 30, mean: 0.1, variance: 30 }, { count: 30, mean: 5, variance: 1 });
    expect(blurred.computeUplift(1.96)).toBeNull();
  });

  it("does not depend on the unit of measurement", () => {
    fc.assert(
      fc.property(meanArm, meanArm, fc.double({ min: 0.01, max: 100, noNaN: true }), (a, b, unit) => {
        const scale = (arm: typeof a) => ({ ...arm, mean: arm.mean * unit, variance: arm.variance * unit * unit });
        const plain = compareMeans(a, b);
        const scaled = compareMeans(scale(a), scale(b));
        expect(scaled.z).toBeCloseTo(plain.z, 6);
        const [one, other] = [plain.computeUplift(1.96), scaled.computeUplift(1.96)];
        expect(one === null).toBe(other === null);
        if (one !== null && other !== null) expect(other.low / one.low).toBeCloseTo(1, 4);
      }),
      { numRuns: 100 },
    );
  });

  it("is the same seen from either arm, and its interval agrees with its test", () => {
    fc.assert(
      fc.property(meanArm, meanArm, critical, (a, b, bound) => {
        const forwards = compareMeans(a, b);
        expect(compareMeans(b, a).z).toBeCloseTo(-forwards.z, 9);
        const uplift = forwards.computeUplift(bound);
        fc.pre(uplift !== null && Math.abs(Math.abs(forwards.z) - bound) > 1e-6);
        expect(uplift !== null && (uplift.low > 0 || uplift.high < 0)).toBe(Math.abs(forwards.z) > bound);
      }),
      { numRuns: 200 },
    );
  });
});
