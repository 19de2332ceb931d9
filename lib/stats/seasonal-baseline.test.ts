import { describe, expect, it } from "vitest";
import { estimateSeasonalBaseline } from "./seasonal-baseline.ts";
import { createSeededRandom, drawPoisson } from "./seeded-random.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MONDAY_MS = Date.UTC(2026, 10, 16);

describe("estimateSeasonalBaseline", () => {
  it("recovers the hour-of-day factors of three weeks of counts", () => {
    const random = createSeededRandom(4);
    const factor = (hour: number) => 1 + 0.8 * Math.sin((2 * Math.PI * hour) / 24);
    const counts = Array.from({ length: 21 * 24 }, (_, i) => drawPoisson(10 * factor(i % 24), random));
    const { hourFactors, expected, dispersion } = estimateSeasonalBaseline(counts, {
      startMs: MONDAY_MS,
      binMs: HOUR_MS,
    });
    for (let hour = 0; hour < 24; hour++)
      expect(Math.abs((hourFactors?.[hour] ?? 9) - factor(hour))).toBeLessThan(0.25);
    expect(expected[30]).toBeGreaterThan(0);
    expect(dispersion).toBeLessThan(1.3);
  });

  it("finds quiet weekends and counts weekdays from Monday", () => {
    const random = createSeededRandom(5);
    const counts = Array.from({ length: 28 * 24 }, (_, i) => drawPoisson(Math.floor(i / 24) % 7 >= 5 ? 2 : 10, random));
    const { weekdayFactors } = estimateSeasonalBaseline(counts, { startMs: MONDAY_MS, binMs: HOUR_MS });
    expect(weekdayFactors?.[6]).toBeLessThan(0.5);
    expect(weekdayFactors?.[0]).toBeGreaterThan(1);
  });

  it("shifts the hours by the zone offset", () => {
    const counts = Array.from({ length: 10 * 24 }, (_, i) => (i % 24 === 0 ? 50 : 5));
    const { hourFactors } = estimateSeasonalBaseline(counts, { startMs: 0, binMs: HOUR_MS, offsetMs: 2 * HOUR_MS });
    expect(hourFactors?.indexOf(Math.max(...hourFactors))).toBe(2);
  });

  it("does not let a burst raise its own baseline in seventy one-minute bins", () => {
    const random = createSeededRandom(6);
    const counts = Array.from({ length: 70 }, (_, i) => drawPoisson(i >= 40 && i < 50 ? 60 : 10, random));
    const { expected, hourFactors } = estimateSeasonalBaseline(counts, { startMs: 0, binMs: MINUTE_MS });
    expect(hourFactors).toBeNull();
    for (const mean of expected) {
      expect(mean).toBeGreaterThan(6);
      expect(mean).toBeLessThan(20);
    }
  });

  it("stays above zero when nothing happened and answers nothing for no bins", () => {
    const { expected } = estimateSeasonalBaseline(new Array<number>(30).fill(0), { startMs: 0, binMs: MINUTE_MS });
    expect(Math.min(...expected)).toBeGreaterThan(0);
    expect(estimateSeasonalBaseline([], { startMs: 0, binMs: MINUTE_MS }).expected).toHaveLength(0);
  });

  it("refuses negative counts and a bin without width", () => {
    expect(() => estimateSeasonalBaseline([-1], { startMs: 0, binMs: 1 })).toThrow(/at least 0/);
    expect(() => estimateSeasonalBaseline([1], { startMs: 0, binMs: 0 })).toThrow(/binMs/);
  });
});
