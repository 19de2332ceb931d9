import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitEngagementPrior, scoreEngagement, shrinkEngagement, weighInteractions } from "./engagement.ts";
import { scoreRecency } from "./recency.ts";
import { createSeededRandom, drawPoisson } from "./seeded-random.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 20);

describe("scoreRecency", () => {
  it("is 1 now, one half after the half-life and 0 for never", () => {
    expect(scoreRecency(NOW, NOW, 30)).toBe(1);
    expect(scoreRecency(NOW - 30 * DAY_MS, NOW, 30)).toBe(0.5);
    expect(scoreRecency(null, NOW, 30)).toBe(0);
    expect(scoreRecency(NOW + DAY_MS, NOW, 30)).toBe(1);
  });

  it("refuses a half-life that is not positive and times that are not finite", () => {
    expect(() => scoreRecency(NOW, NOW, 0)).toThrow(/halfLifeDays/);
    expect(() => scoreRecency(Number.NaN, NOW, 1)).toThrow(/finite/);
  });
});

const weigh = (kind: string, atMs: number, count?: number) => weighInteractions([{ kind, atMs, count }], NOW, 30);

describe("weighInteractions", () => {
  it("weighs kinds and fades with age; answers count one by one, other kinds by the square root of their number", () => {
    expect(weigh("reply", NOW)).toEqual(new Map([["reply", 6]]));
    expect(weigh("reply", NOW - 30 * DAY_MS)).toEqual(new Map([["reply", 3]]));
    expect(weigh("reply", NOW, 4)).toEqual(new Map([["reply", 24]]));
    expect(weigh("open", NOW, 36)).toEqual(new Map([["open", 3]]));
    expect(weighInteractions([], NOW, 30).size).toBe(0);
  });

  it("gives unknown kinds the fallback weight, even when named like an object's own members", () => {
    expect(weigh("constructor", NOW)).toEqual(new Map([["constructor", 1]]));
  });

  it("refuses a negative count", () => {
    expect(() => weigh("reply", NOW, -1)).toThrow(/count/);
  });
});

/** Contacts with their own true rate of answers, each asked a few times; points are 6 an answer. */
function plantTallies(count: number, spread: number, seed = 3) {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, () => {
    const rate = 0.3 * (1 + spread * (2 * random() - 1));
    const occasions = 1 + Math.floor(random() * 6);
    return { rate, points: 6 * drawPoisson(rate * occasions, random), occasions };
  });
}

describe("the prior of engagement", () => {
  it("finds the common rate, and is the stronger the less contacts differ", () => {
    const alike = fitEngagementPrior(plantTallies(2_000, 0));
    const different = fitEngagementPrior(plantTallies(2_000, 1));
    expect(alike?.pointsPerOccasion).toBeCloseTo(1.8, 0);
    expect(different?.occasions).toBeLessThan((alike?.occasions ?? 0) / 2);
  });

  it("brings every contact nearer to its own true rate than the plain ratio does", () => {
    const planted = plantTallies(2_000, 1);
    const prior = fitEngagementPrior(planted);
    const miss = (estimate: (tally: (typeof planted)[number]) => number) =>
      planted.reduce((sum, tally) => sum + (estimate(tally) - 6 * tally.rate) ** 2, 0);
    expect(miss(tally => shrinkEngagement(tally, prior))).toBeLessThan(
      0.5 * miss(({ points, occasions }) => points / occasions),
    );
  });

  it("says nothing from few contacts, and leaves the plain ratio then", () => {
    expect(fitEngagementPrior(plantTallies(9, 1))).toBeNull();
    expect(shrinkEngagement({ points: 6, occasions: 2 }, null)).toBe(3);
    expect(shrinkEngagement({ points: 0, occasions: 0 }, null)).toBe(0);
  });

  it("keeps between the contact's own ratio and the common one, nearer to its own the more is known", () => {
    const amount = fc.double({ min: 0.01, max: 50, noNaN: true });
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 40 }), amount, amount, (own, occasions, common, strength) => {
        const prior = { pointsPerOccasion: common, occasions: strength };
        const shrunk = shrinkEngagement({ points: own * occasions, occasions }, prior);
        expect(shrunk).toBeGreaterThanOrEqual(Math.min(own, common) - 1e-9);
        expect(shrunk).toBeLessThanOrEqual(Math.max(own, common) + 1e-9);
        const more = shrinkEngagement({ points: own * occasions * 2, occasions: occasions * 2 }, prior);
        expect(Math.abs(more - own)).toBeLessThanOrEqual(Math.abs(shrunk - own) + 1e-9);
      }),
    );
    expect(shrinkEngagement({ points: 0, occasions: 0 }, { pointsPerOccasion: 2, occasions: 3 })).toBe(2);
    expect(() => shrinkEngagement({ points: -1, occasions: 0 }, null)).toThrow(RangeError);
  });
});

describe("scoreEngagement", () => {
  it("grows with the total, stays below 1 and is one half at the half point", () => {
    expect(scoreEngagement(4, { halfPoint: 4 })).toBe(0.5);
    const total = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(total, total, (a, b) => {
        const low = scoreEngagement(Math.min(a, b), { halfPoint: 4 });
        const high = scoreEngagement(Math.max(a, b), { halfPoint: 4 });
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("refuses a negative total", () => {
    expect(() => scoreEngagement(-1, { halfPoint: 4 })).toThrow(RangeError);
  });
});
