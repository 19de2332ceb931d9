import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSampleRatio } from "./sample-ratio.ts";
import { computeInformationFraction, judgeLook } from "./sequential-look.ts";
import { earlyCheckbacks, evenCheckbacks, simulateMismatches, simulateTests } from "./testing/ab-simulation.ts";
import { compareShares } from "./two-arm.ts";

const RUNS = 10_000;
const sigma = (share: number, runs: number) => Math.sqrt((share * (1 - share)) / runs);
const plan = { plannedPerArm: 6_000, plannedShare: 0.5, earlier: [], isLast: false };
const arm = (trials: number, successes: number) => ({ trials, successes });

describe("Three looks at 10,000 simulated tests", () => {
  it.each([
    ["evenly", evenCheckbacks],
    ["mostly at first", earlyCheckbacks],
  ])("name a false winner in no more than one of twenty when impressions come %s", (_how, sizes) => {
    const { winners, naiveWinners } = simulateTests({ share: 0.015, ratio: 1, sizes }, RUNS, 1);
    expect(winners / RUNS).toBeLessThan(0.05 + 3 * sigma(0.05, RUNS));
    expect(naiveWinners / RUNS).toBeGreaterThan(0.08);
  });

  it("find a true winner as often as one look at the end, but for a twentieth", () => {
    const better = simulateTests({ share: 0.015, ratio: 1.5, sizes: evenCheckbacks }, RUNS, 3);
    expect(better.secondWins / better.fixedWinners).toBeGreaterThanOrEqual(0.95);
    expect(better.fixedWinners / RUNS).toBeGreaterThan(0.8);
  });

  it("catch every planted uneven split below .001, and hardly a fair one", () => {
    const splits = simulateMismatches(1_000, 4);
    expect(splits.planted).toBeGreaterThan(500);
    expect(splits.caught).toBe(splits.planted);
    expect(splits.falseAlarms / splits.fairRuns).toBeLessThan(0.001 + 4 * sigma(0.001, splits.fairRuns));
  });
});

describe("Judging one look", () => {
  it("watches at the first hour of an even day, however far apart the arms are", () => {
    const judged = judgeLook(compareShares(arm(250, 2), arm(250, 40)), plan);
    expect(judged).toMatchObject({ state: "watching", boundary: null, spent: 0, uplift: null, winner: null });
  });

  it("names a winner with its uplift and interval once the boundary is crossed", () => {
    const judged = judgeLook(compareShares(arm(4_000, 60), arm(4_000, 130)), { ...plan, earlier: [250 / 6_000] });
    expect(judged).toMatchObject({ state: "winner", winner: 1, isEnd: false });
    expect(judged.uplift?.low).toBeGreaterThan(0);
    expect(judged.spent).toBeLessThan(0.05);
  });

  it("stays open below it, and ends inconclusive at the last look", () => {
    const comparison = compareShares(arm(3_000, 45), arm(3_000, 50));
    expect(judgeLook(comparison, plan)).toMatchObject({ state: "open", isEnd: false });
    expect(judgeLook(comparison, { ...plan, isLast: true })).toMatchObject({
      state: "inconclusive",
      spent: 0.05,
      isEnd: true,
    });
  });

  it("ends when the planned information is there, whatever the clock says", () => {
    const comparison = compareShares(arm(6_100, 90), arm(6_100, 95));
    expect(judgeLook(comparison, plan)).toMatchObject({ state: "inconclusive", isEnd: true });
  });

  it("decides nothing and spends nothing where the arms were not split as planned", () => {
    const comparison = compareShares(arm(3_000, 30), arm(3_400, 300));
    const judged = judgeLook(comparison, { ...plan, isLast: true });
    expect(judged).toMatchObject({ state: "mismatch", winner: null, boundary: null, spent: 0, uplift: null });
    expect(judgeLook(comparison, { ...plan, plannedShare: null })).toMatchObject({ state: "winner" });
    expect(judgeLook(comparison, { ...plan, plannedShare: 3_000 / 6_400 })).toMatchObject({ state: "winner" });
  });

  it("names nobody on a handful of events", () => {
    expect(judgeLook(compareShares(arm(60, 0), arm(60, 6)), { ...plan, isLast: true }).state).toBe("inconclusive");
  });

  it("counts information by the smaller arm more than by the larger", () => {
    expect(computeInformationFraction([3_000, 3_000], 6_000)).toBe(0.5);
    expect(computeInformationFraction([1_000, 100_000], 6_000)).toBeLessThan(0.34);
    expect(computeInformationFraction([0, 500], 6_000)).toBe(0);
  });

  it("decides the same when the arms change places", () => {
    const counts = fc
      .tuple(fc.integer({ min: 100, max: 9_000 }), fc.double({ min: 0.005, max: 0.3, noNaN: true }))
      .map(([trials, share]) => arm(trials, Math.round(trials * share)));
    fc.assert(
      fc.property(counts, counts, fc.boolean(), (a, b, isLast) => {
        const there = judgeLook(compareShares(a, b), { ...plan, plannedShare: null, isLast });
        const back = judgeLook(compareShares(b, a), { ...plan, plannedShare: null, isLast });
        expect(back).toMatchObject({ state: there.state, fraction: there.fraction, boundary: there.boundary });
        expect(back.winner).toBe(there.winner === null ? null : 1 - there.winner);
      }),
      { numRuns: 100 },
    );
  });
});

describe("The sample-ratio check", () => {
  it("is the chi-square of a worked example, and exact for few", () => {
    // (5,200 - 5,100)^2 / 5,100 + (5,000 - 5,100)^2 / 5,100 = 3.92: p = 0.0477.
    expect(checkSampleRatio(5_200, 5_000).pValue).toBeCloseTo(0.0477, 4);
    // Eight heads of eight: 2 / 2^8.
    expect(checkSampleRatio(8, 0).pValue).toBeCloseTo(2 / 256, 12);
    expect(checkSampleRatio(0, 8).pValue).toBeCloseTo(2 / 256, 12);
    expect(checkSampleRatio(0, 0)).toMatchObject({ pValue: 1, isMismatch: false });
  });

  it("is the same from either side, for any plan", () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (a, b, share) => {
        const { pValue } = checkSampleRatio(a, b, share);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(checkSampleRatio(b, a, 1 - share).pValue).toBeCloseTo(pValue, 9);
      }),
    );
  });
});
