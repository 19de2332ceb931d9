import { describe, expect, it } from "vitest";
import { createSeededRandom } from "./seeded-random.ts";
import type { SendObservation } from "./send-window.ts";
import { findNextWindowMs, rankSendWindows, toHourOfWeek } from "./send-window.ts";

const HOUR_MS = 3_600_000;

function simulate(perHour: number, rateOf: (hourOfWeek: number) => number, seed: number): SendObservation[] {
  const random = createSeededRandom(seed);
  return Array.from({ length: 168 }, (_, hourOfWeek) => {
    let replied = 0;
    for (let i = 0; i < perHour; i++) if (random() < rateOf(hourOfWeek)) replied++;
    return { hourOfWeek, sent: perHour, replied };
  });
}

describe("rankSendWindows", () => {
  it("suggests weekday business hours when there is no data, and says that it is only the prior", () => {
    const windows = rankSendWindows([]);
    expect(windows).toHaveLength(168);
    for (const { weekday, hour, basis } of windows.slice(0, 15)) {
      expect(weekday).toBeLessThan(5);
      expect(hour).toBeGreaterThanOrEqual(9);
      expect(hour).toBeLessThan(12);
      expect(basis).toBe("prior");
    }
  });

  it("lets clear evidence for the evening overrule the prior", () => {
    const windows = rankSendWindows(simulate(30, h => (h % 24 === 20 ? 0.4 : 0.05), 1));
    for (const { hour } of windows.slice(0, 7)) expect(hour).toBe(20);
    expect(windows[0]?.rate.low).toBeGreaterThan(0.2);
  });

  it("finds better hours from 500 messages than 168 independent cells do", () => {
    const rateOf = (h: number) => (h < 120 && [18, 19, 20].includes(h % 24) ? 0.3 : 0.08);
    let pooled = 0;
    let independent = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const data = simulate(3, rateOf, seed);
      for (const { hourOfWeek } of rankSendWindows(data).slice(0, 10)) pooled += rateOf(hourOfWeek);
      const naive = data.toSorted((a, b) => b.replied / b.sent - a.replied / a.sent || a.hourOfWeek - b.hourOfWeek);
      for (const { hourOfWeek } of naive.slice(0, 10)) independent += rateOf(hourOfWeek);
    }
    expect(pooled / 200).toBeGreaterThan(0.22);
    expect(pooled).toBeGreaterThan(independent * 1.2);
  });

  it("covers the true rates with its credible intervals about as often as it says", () => {
    const rateOf = (h: number) => 0.1 + 0.05 * Math.sin((2 * Math.PI * (h % 24)) / 24);
    let covered = 0;
    for (let seed = 1; seed <= 10; seed++) {
      for (const { hourOfWeek, rate } of rankSendWindows(simulate(20, rateOf, seed))) {
        if (rate.low <= rateOf(hourOfWeek) && rateOf(hourOfWeek) <= rate.high) covered++;
      }
    }
    expect(covered / 1680).toBeGreaterThan(0.85);
  });

  it("keeps every rate inside its interval and inside 0 to 1", () => {
    for (const { rate } of rankSendWindows([{ hourOfWeek: 10, sent: 50, replied: 50 }])) {
      expect(rate.low).toBeGreaterThanOrEqual(0);
      expect(rate.estimate).toBeGreaterThan(rate.low);
      expect(rate.high).toBeGreaterThan(rate.estimate);
      expect(rate.high).toBeLessThanOrEqual(1);
    }
  });

  it("refuses hours outside the week and more replies than messages", () => {
    expect(() => rankSendWindows([{ hourOfWeek: 168, sent: 1, replied: 0 }])).toThrow(/hourOfWeek/);
    expect(() => rankSendWindows([{ hourOfWeek: 0, sent: 1, replied: 2 }])).toThrow(/replied/);
  });
});

describe("local hours", () => {
  it("counts the week from Monday midnight in the recipient's zone", () => {
    expect(toHourOfWeek(Date.UTC(2026, 10, 16), 0)).toBe(0);
    expect(toHourOfWeek(Date.UTC(2026, 10, 16), -60)).toBe(167);
    expect(toHourOfWeek(Date.UTC(2026, 10, 20, 10, 19), 330)).toBe(4 * 24 + 15);
    expect(toHourOfWeek(Date.UTC(1969, 11, 31, 23), 0)).toBe(2 * 24 + 23);
  });

  it("finds the next start of an hour, or now while it is running", () => {
    const friday = Date.UTC(2026, 10, 20, 10, 19);
    expect(findNextWindowMs(friday, 4 * 24 + 10, 0)).toBe(friday);
    expect(findNextWindowMs(friday, 4 * 24 + 11, 0)).toBe(Date.UTC(2026, 10, 20, 11));
    expect(findNextWindowMs(friday, 9, 0)).toBe(Date.UTC(2026, 10, 23, 9));
    for (const offset of [-570, -60, 0, 345, 765]) {
      for (let hour = 0; hour < 168; hour += 13) {
        const next = findNextWindowMs(friday, hour, offset);
        expect(toHourOfWeek(next, offset)).toBe(hour);
        expect(next - friday).toBeLessThan(168 * HOUR_MS);
        expect(next).toBeGreaterThanOrEqual(friday);
      }
    }
  });
});
