import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentRig, openAgentRig, type PostSeed, readText } from "../testing/run-task.ts";
import { findBursts } from "./detection.ts";
import { chooseWindow, findBusiest } from "./window.ts";

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig();
});
afterAll(() => rig.close());

const HOUR_MS = 3_600_000;

function makePosts(
  count: number,
  make: (index: number) => Omit<PostSeed, "posted_at">,
  from: Date,
  stepMs: number,
): PostSeed[] {
  return Array.from({ length: count }, (_, index) => ({
    ...make(index),
    posted_at: new Date(from.getTime() + index * stepMs).toISOString(),
  }));
}

describe("Detecting trends", () => {
  it("says honestly that there are no posts", async () => {
    const run = await rig.runTask("trends.detect");
    expect(run.outcome.status).toBe("completed");
    expect(run.result).toMatchObject({ niches: 0, posts: 0, reason: "There are no posts yet: import some first." });
    expect(run.outputs).toEqual([]);
  });

  it("finds labelled and discovered niches across platforms, strongest first, with parts that add up", async () => {
    const start = new Date(Date.now() - 60 * HOUR_MS);
    await rig.addPosts([
      ...makePosts(
        30,
        i => ({ platform: i % 2 ? "x" : "youtube", body: `clip ${i}`, niche: "AI automation", likes: 500 + i }),
        start,
        HOUR_MS,
      ),
      ...makePosts(
        30,
        i => ({
          platform: "x",
          body: `sourdough bread number ${"abcdefghijklmnopqrstuvwxyzabcd"[i]}${i}`,
          likes: i % 5,
        }),
        start,
        HOUR_MS,
      ),
      ...makePosts(
        40,
        i => ({ platform: "x", body: `gardens and ponds day ${i}`, niche: "gardens", likes: 3 }),
        new Date(start.getTime() - 70 * HOUR_MS),
        HOUR_MS,
      ),
    ]);
    const run = await rig.runTask("trends.detect");
    expect(run.outcome.status).toBe("completed");
    expect(run.result).toMatchObject({ window: "now" });
    const trends = run.result?.trends as unknown as { niche: string; platforms: string[]; strength: number }[];
    expect(trends[0]).toMatchObject({ niche: "ai automation", platforms: ["x", "youtube"] });
    expect(trends.map(trend => trend.niche.toLowerCase())).toEqual(
      expect.arrayContaining([expect.stringMatching(/bread|sourdough/)]),
    );
    const kept = await rig.asPerson(session =>
      session.selectFrom("cross_platform_trends").selectAll().orderBy("trend_strength", "desc").execute(),
    );
    expect(kept[0]).toMatchObject({ niche: "ai automation", platform_count: 2, post_count: 30, task_id: run.task.id });
    for (const row of kept) {
      const sum = Object.values(row.parts as Record<string, number>).reduce((total, points) => total + points, 0);
      expect(sum).toBeCloseTo(row.trend_strength, 4);
    }
    expect(run.outputs).toMatchObject([{ kind: "finding", is_untrusted: true }]);
    expect(run.outputs[0]?.title).toMatch(/^Top trend: ai automation × 2 platforms/);
  });

  it("explains a niche by its parts and posts, marked as coming from outside", async () => {
    const run = await rig.runTask("trends.explain", { niche: "#AI Automation" });
    expect(run.outcome.status).toBe("completed");
    expect(run.result).toMatchObject({ niche: "ai automation", posts: 30 });
    expect(run.result?.explanation).toContain("is number 1 of");
    expect(run.outputs).toMatchObject([{ kind: "report", is_untrusted: true }]);
    const text = readText(run.outputs[0]);
    expect(text).toContain("> clip 29");
  });

  it("names niches like it when there is none of that name", async () => {
    const run = await rig.runTask("trends.explain", { niche: "ai automatoin" });
    expect(run.outcome).toMatchObject({ status: "failed", error: { code: "not-found" } });
    expect(run.outcome).toMatchObject({ error: { message: expect.stringContaining("ai automation") } });
  });

  it("deletes niches that no longer trend, and updates the others", async () => {
    const run = await rig.runTask("trends.detect", { platforms: ["youtube"] });
    expect(run.result).toMatchObject({ niches: 1 });
    const kept = await rig.asPerson(session =>
      session.selectFrom("cross_platform_trends").select(["niche", "task_id", "post_count"]).execute(),
    );
    expect(kept).toEqual([{ niche: "ai automation", task_id: run.task.id, post_count: 15 }]);
  });

  it("keeps what it had when a platform has no posts at all", async () => {
    const run = await rig.runTask("trends.detect", { platforms: ["nowhere"] });
    expect(run.result).toMatchObject({ niches: 0, reason: "There are no posts on nowhere yet: import some first." });
    const kept = await rig.asPerson(session => session.selectFrom("cross_platform_trends").select("niche").execute());
    expect(kept).toHaveLength(1);
  });
});

describe("Choosing the window", () => {
  const now = new Date("2026-11-20T12:00:00Z");
  const windowMs = 72 * HOUR_MS;
  const at = (iso: string) => Date.parse(iso);

  it("ends now when posts are recent", () => {
    const newest = new Date("2026-11-19T12:00:00Z");
    expect(
      chooseWindow([{ hourMs: newest.getTime(), posts: 1 }], { now, newest, windowMs, until: null }),
    ).toMatchObject({ choice: "now", asOf: now });
  });

  it("ends at the newest post of historical data", () => {
    const newest = new Date("2017-10-23T12:30:00Z");
    const counts = [{ hourMs: at("2017-10-23T12:00:00Z"), posts: 400 }];
    const chosen = chooseWindow(counts, { now, newest, windowMs, until: null });
    expect(chosen).toMatchObject({ choice: "newest", asOf: newest });
    expect(chosen.reason).toContain("historical");
  });

  it("takes the busiest stretch when the newest is thin, and says so with the numbers", () => {
    const newest = new Date("2017-10-23T12:30:00Z");
    const counts = [
      { hourMs: at("2017-08-26T22:00:00Z"), posts: 30 },
      { hourMs: at("2017-08-27T00:00:00Z"), posts: 9_000 },
      { hourMs: at("2017-08-27T01:00:00Z"), posts: 3_000 },
      { hourMs: at("2017-10-23T12:00:00Z"), posts: 24 },
    ];
    const chosen = chooseWindow(counts, { now, newest, windowMs, until: null });
    expect(chosen).toMatchObject({ choice: "busiest", asOf: new Date("2017-08-27T02:00:00Z") });
    expect(chosen.reason).toContain("hold only 24 posts, so the busiest 72 hours were taken: 12030 posts");
  });

  it("counts no post that lies a whole window before the end", () => {
    const counts = [
      { hourMs: 0, posts: 5 },
      { hourMs: 2 * HOUR_MS, posts: 5 },
      { hourMs: 3 * HOUR_MS, posts: 6 },
    ];
    expect(findBusiest(counts, 2 * HOUR_MS)).toEqual({ endMs: 4 * HOUR_MS, posts: 11 });
  });
});

describe("Bursts of a niche", () => {
  it("are found where posts crowd, with their times", () => {
    const start = Date.parse("2026-01-01T00:00:00Z");
    const steady = Array.from({ length: 48 }, (_, hour) => ({ at_ms: start + hour * HOUR_MS }));
    const crowd = Array.from({ length: 60 }, (_, i) => ({ at_ms: start + 30 * HOUR_MS + i * 60_000 }));
    const [burst] = findBursts([...steady, ...crowd], start, start + 48 * HOUR_MS);
    expect(burst?.from.slice(0, 13)).toBe("2026-01-02T06");
    expect(burst?.posts).toBeGreaterThanOrEqual(60);
    expect(findBursts(steady, start, start + 48 * HOUR_MS)).toEqual([]);
  });
});
