import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareMeans } from "#lib/stats/two-arm.ts";
import { compareReadings, explainUnfit, type Published, pairReadings, type Reading } from "./metric.ts";

const HOUR_MS = 3_600_000;
const published = new Date("2026-11-20T09:00:00Z");
const nothing = { impressions: null, likes: null, replies: null, shares: null, clicks: null };

const readAt = (hours: number, more: Partial<Reading> = {}): Reading => ({
  ...nothing,
  id: `at ${hours}`,
  measuredAt: new Date(published.getTime() + hours * HOUR_MS),
  source: "hand",
  impressions: 100,
  clicks: 5,
  ...more,
});
const post = (...readings: Reading[]): Published => ({ publishedAt: published, readings });

describe("The readings of a look", () => {
  it("are those at which both posts were equally old, nearest to the hour", () => {
    const pair = pairReadings("click-rate", post(readAt(1), readAt(4.1), readAt(9)), post(readAt(4), readAt(8)), 4);
    expect([pair?.a.id, pair?.b.id]).toEqual(["at 4.1", "at 4"]);
  });

  it("must be old enough for the hour, give or take a tenth", () => {
    expect(pairReadings("click-rate", post(readAt(0.95)), post(readAt(1)), 1)).not.toBeNull();
    expect(pairReadings("click-rate", post(readAt(0.8)), post(readAt(1)), 1)).toBeNull();
  });

  it("are refused when one post had far more time to be seen", () => {
    expect(pairReadings("click-rate", post(readAt(24)), post(readAt(40)), 24)).toBeNull();
  });

  it("are the newest comparable ones when somebody asks in between", () => {
    const pair = pairReadings("click-rate", post(readAt(1), readAt(2)), post(readAt(1), readAt(2.5)), null);
    expect([pair?.a.id, pair?.b.id]).toEqual(["at 2", "at 2.5"]);
  });

  it("leave out what was read before publishing and what lacks a number", () => {
    const early = readAt(-1);
    const blind = readAt(1, { clicks: null });
    expect(pairReadings("click-rate", post(early, blind), post(readAt(1)), null)).toBeNull();
  });
});

describe("A reading", () => {
  it("is unfit with the reason: a number that is missing, or more events than impressions", () => {
    expect(explainUnfit("click-rate", { ...nothing, impressions: 10 })).toBe("no clicks");
    expect(explainUnfit("engagement-rate", nothing)).toBe("no impressions, no likes, no replies, no shares");
    expect(explainUnfit("like-rate", { ...nothing, impressions: 10, likes: 11 })).toBe("more likes than impressions");
    expect(explainUnfit("like-rate", { ...nothing, impressions: 10, likes: 10 })).toBeNull();
  });
});

describe("Engagements", () => {
  const counts = fc.record({
    impressions: fc.integer({ min: 200, max: 20_000 }),
    likes: fc.integer({ min: 0, max: 100 }),
    replies: fc.integer({ min: 0, max: 50 }),
    shares: fc.integer({ min: 0, max: 50 }),
    clicks: fc.constant(null),
  });

  it("never count as surer than if likes, replies and shares came from people who do not overlap", () => {
    const toArm = ({
      impressions,
      likes,
      replies,
      shares,
    }: {
      impressions: number;
      likes: number;
      replies: number;
      shares: number;
    }) => {
      const parts = [likes, replies, shares].map(events => events / impressions);
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      return { count: impressions, mean: sum(parts), variance: sum(parts.map(part => part * (1 - part))) };
    };
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const together = compareReadings("engagement-rate", a, b);
        const apart = compareMeans(toArm(a), toArm(b));
        expect(Math.abs(together.z)).toBeLessThanOrEqual(Math.abs(apart.z) + 1e-9);
        expect(together.estimates[0]).toBeCloseTo(apart.estimates[0], 12);
      }),
      { numRuns: 200 },
    );
  });

  it("of a handful of people decide nothing", () => {
    const few = { ...nothing, impressions: 500, likes: 4, replies: 0, shares: 0 };
    expect(compareReadings("engagement-rate", { ...few, likes: 0 }, few).isSufficient).toBe(false);
  });
});
