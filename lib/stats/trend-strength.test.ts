import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TrendPost } from "./trend-strength.ts";
import { measureBreadth, measureTrends } from "./trend-strength.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 20);
const OPTIONS = { nowMs: NOW, windowMs: 7 * DAY_MS };

let serial = 0;
function post(niche: string, platform: string, daysAgo: number, engagement: number): TrendPost {
  return { id: `p${serial++}`, niche, platform, atMs: NOW - daysAgo * DAY_MS, engagement };
}
function repeat(count: number, make: (i: number) => TrendPost): TrendPost[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

describe("measureTrends", () => {
  it("puts a niche that is loved, on every platform and growing above one that is none of these", () => {
    const posts = [
      ...repeat(10, i => post("ai", ["tiktok", "twitter", "youtube"][i % 3] as string, 1, 900)),
      ...repeat(2, () => post("ai", "twitter", 9, 900)),
      ...repeat(20, () => post("cooking", "twitter", 1, 10)),
      ...repeat(60, () => post("cooking", "twitter", 9, 10)),
      ...repeat(120, i => post("other", "linkedin", i % 2 ? 1 : 9, 50)),
    ];
    const trends = measureTrends(posts, OPTIONS);
    const first = trends[0];
    const second = trends.find(trend => trend.niche === "cooking");
    expect(first).toMatchObject({
      niche: "ai",
      recentPosts: 10,
      previousPosts: 2,
      totalEngagement: 9000,
      averageEngagement: 900,
    });
    expect(first?.platforms.map(({ platform }) => platform).sort()).toEqual(["tiktok", "twitter", "youtube"]);
    expect(first?.momentum?.low).toBeGreaterThan(1);
    expect(second?.momentum?.high).toBeLessThan(1);
    expect((first?.strength ?? 0) - (second?.strength ?? 0)).toBeGreaterThan(30);
  });

  it("compares engagement only within a platform", () => {
    const posts = [
      ...repeat(20, i => post(i % 2 ? "a" : "b", "youtube", 1, i % 2 ? 100_000 : 50_000)),
      ...repeat(20, i => post(i % 2 ? "c" : "d", "linkedin", 1, i % 2 ? 20 : 10)),
    ];
    const value = (niche: string) =>
      measureTrends(posts, OPTIONS).find(trend => trend.niche === niche)?.components[0]?.value;
    expect(value("a")).toBe(value("c"));
    expect(value("c")).toBeGreaterThan(value("b") as number);
  });

  it("does not mistake growth of the whole feed for momentum", () => {
    const posts = [
      ...repeat(40, i => post(i % 2 ? "a" : "b", "twitter", 1, 5)),
      ...repeat(10, i => post(i % 2 ? "a" : "b", "twitter", 9, 5)),
    ];
    for (const { momentum } of measureTrends(posts, OPTIONS)) expect(momentum?.estimate).toBeCloseTo(1, 1);
  });

  it("adds up to the strength and stays within 0 to 100 whatever the posts", () => {
    const arbitrary = fc.record({
      id: fc.uuid(),
      niche: fc.constantFrom("a", "b", "c"),
      platform: fc.constantFrom("x", "y"),
      atMs: fc.integer({ min: NOW - 20 * DAY_MS, max: NOW + DAY_MS }),
      engagement: fc.nat(1e6),
    });
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 40 }), posts => {
        for (const { strength, components } of measureTrends(posts, OPTIONS)) {
          expect(Math.round(strength * 10)).toBe(
            components.reduce((sum, { points }) => sum + Math.round(points * 10), 0),
          );
          expect(strength).toBeGreaterThanOrEqual(0);
          expect(strength).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  it("is modest about one single post and silent about none", () => {
    const [only, ...others] = measureTrends([post("solo", "twitter", 1, 1e6)], OPTIONS);
    expect(others).toEqual([]);
    expect(only?.strength).toBe(50);
    expect(only?.components.map(({ value }) => value)).toEqual([0.5, null, null]);
    expect(measureTrends([], OPTIONS)).toEqual([]);
    expect(measureTrends([post("old", "twitter", 30, 5)], OPTIONS)).toEqual([]);
  });

  it("names the best posts of a niche, judged within their platform", () => {
    const posts = [post("a", "x", 1, 1), post("a", "x", 1, 7), post("a", "x", 1, 3)];
    const [trend] = measureTrends(posts, { ...OPTIONS, topPostCount: 2 });
    expect(trend?.topPosts.map(({ engagement }) => engagement)).toEqual([7, 3]);
  });

  it("refuses negative engagement by naming the post", () => {
    expect(() => measureTrends([{ ...post("a", "x", 1, 1), id: "bad", engagement: -1 }], OPTIONS)).toThrow(/post bad/);
    expect(() => measureTrends([], { nowMs: NOW, windowMs: 0 })).toThrow(/windowMs/);
  });
});

describe("measureBreadth", () => {
  it("is 0 on one platform, 1 on all equally and unknown when there is only one", () => {
    expect(measureBreadth([0.3], 3)).toBe(0);
    expect(measureBreadth([0.2, 0.2, 0.2], 3)).toBeCloseTo(1, 12);
    expect(measureBreadth([0.2], 1)).toBeNull();
    expect(measureBreadth([], 3)).toBe(0);
  });
});
