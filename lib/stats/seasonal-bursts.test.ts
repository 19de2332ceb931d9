import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectBursts } from "./burst.ts";
import { estimateSeasonalBaseline } from "./seasonal-baseline.ts";
import { detectSeasonalBursts } from "./seasonal-bursts.ts";
import { averageF1, type PlantedMonth, simulateMonth } from "./testing/planted-bursts.ts";

const MONTHS = 40;

function markBursts({ counts, span }: PlantedMonth): Uint8Array {
  const found = new Uint8Array(counts.length);
  for (const { start, end } of detectSeasonalBursts(counts, span).bursts) found.fill(1, start, end);
  return found;
}

function markOnce({ counts, span }: PlantedMonth): Uint8Array {
  const { expected, dispersion } = estimateSeasonalBaseline(counts, span);
  const found = new Uint8Array(counts.length);
  for (const { start, end } of detectBursts(counts, expected, { dispersion, rateMultiple: 3 }))
    found.fill(1, start, end);
  return found;
}

function markThreeSigma({ counts }: PlantedMonth): Uint8Array {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length);
  return Uint8Array.from(counts, count => (count > mean + 3 * deviation ? 1 : 0));
}

describe("detectSeasonalBursts", () => {
  it.each([
    [2, 0.9],
    [8, 0.97],
    [30, 0.99],
  ])("finds planted bursts at %i events an hour with an F1 of at least %f, far above three sigma", (rate, floor) => {
    const automaton = averageF1(rate, MONTHS, markBursts);
    expect(automaton).toBeGreaterThanOrEqual(floor);
    expect(automaton).toBeGreaterThan(averageF1(rate, MONTHS, markThreeSigma) + 0.1);
  });

  it("does better than one pass over a baseline that the bursts have raised", () => {
    expect(averageF1(2, MONTHS, markBursts)).toBeGreaterThan(averageF1(2, MONTHS, markOnce) + 0.03);
  });

  it("finds nothing in silence, in no bins and in steady counts", () => {
    const span = { startMs: 0, binMs: 3_600_000 };
    for (const counts of [[], new Array<number>(48).fill(0), new Array<number>(500).fill(7)])
      expect(detectSeasonalBursts(counts, span).bursts).toEqual([]);
  });

  it("does not depend on when the counts are from, for whole weeks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 2_000 }), (seed, weeks) => {
        const { counts, span } = simulateMonth(8, seed);
        const later = { ...span, startMs: weeks * 7 * 86_400_000 };
        expect(detectSeasonalBursts(counts, later).bursts).toEqual(detectSeasonalBursts(counts, span).bursts);
      }),
      { numRuns: 15 },
    );
  });

  it("keeps bursts disjoint, in order and above their baseline", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(1, 4, 20), (seed, rate) => {
        const { counts, span } = simulateMonth(rate, seed);
        let last = -1;
        for (const { start, end, ratio, weight } of detectSeasonalBursts(counts, span).bursts) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          expect(ratio).toBeGreaterThan(1);
          expect(weight).toBeGreaterThan(0);
          last = end;
        }
      }),
      { numRuns: 30 },
    );
  });
});
