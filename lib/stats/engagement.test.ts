import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitEngagementScale, scoreEngagement, totalInteractions } from "./engagement.ts";
import { scoreRecency } from "./recency.ts";

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

describe("totalInteractions", () => {
  it("weighs kinds, fades with age and counts repetition by its square root", () => {
    expect(totalInteractions([{ kind: "reply", atMs: NOW }], NOW, 30)).toBe(6);
    expect(totalInteractions([{ kind: "reply", atMs: NOW - 30 * DAY_MS }], NOW, 30)).toBe(3);
    expect(totalInteractions([{ kind: "open", atMs: NOW, count: 36 }], NOW, 30)).toBe(3);
    expect(totalInteractions([], NOW, 30)).toBe(0);
  });

  it("gives unknown kinds the fallback weight, even when named like an object's own members", () => {
    expect(totalInteractions([{ kind: "constructor", atMs: NOW }], NOW, 30)).toBe(1);
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

  it("is hardly moved by one very busy contact", () => {
    const calm = fitEngagementScale([1, 2, 2, 3, 3, 4]);
    const busy = fitEngagementScale([1, 2, 2, 3, 3, 4, 10_000]);
    expect(busy.halfPoint / calm.halfPoint).toBeLessThan(1.2);
    expect(fitEngagementScale([0, 0])).toEqual({ halfPoint: 4 });
  });

  it("refuses a negative total", () => {
    expect(() => scoreEngagement(-1, { halfPoint: 4 })).toThrow(RangeError);
  });
});
