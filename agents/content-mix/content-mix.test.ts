import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNormalSource } from "#lib/stats/normal-draw.ts";
import { createSeededRandom } from "#lib/stats/seeded-random.ts";
import { type AgentRig, openAgentRig, type PostSeed, readText } from "../testing/run-task.ts";
import type { NicheRow } from "./performance.ts";
import { planWeek } from "./plan.ts";
import { ContentMixSettings } from "./settings.ts";

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig();
});
afterAll(() => rig.close());

const DAY_MS = 86_400_000;

/** Posts of one niche spread over 60 days before `end`, `lift` above what the account usually gets. */
function plantNiche(niche: string | undefined, count: number, lift: number, end: number, seed: number): PostSeed[] {
  const normal = createNormalSource(createSeededRandom(seed));
  return Array.from({ length: count }, (_, i) => ({
    platform: "x",
    account: "us",
    posted_at: new Date(end - ((i + seed / 10) * 60 * DAY_MS) / count).toISOString(),
    body: niche === undefined ? `thoughts on sourdough ${"abcdefghijklmnopqrstuvwxyz"[i % 26]}${i}` : `post ${i}`,
    niche,
    likes: Math.round(Math.exp(5 + lift + 0.5 * normal())),
  }));
}

type PlanResult = {
  plan: { niche: string; posts: number; explore_posts: number; current_share: number }[];
  reason: string;
};

describe("Tracking niches", () => {
  it("says honestly that there are no posts", async () => {
    const run = await rig.runTask("content-mix.track");
    expect(run.result).toMatchObject({ niches: [], reason: expect.stringContaining("import some first") });
    expect(run.outputs).toEqual([]);
  });

  it("does not compare posts without numbers", async () => {
    await rig.addPosts([{ platform: "z", account: "a", posted_at: "2020-11-01T00:00:00Z", body: "unmeasured" }]);
    const run = await rig.runTask("content-mix.recommend");
    expect(run.result).toMatchObject({ plan: [], reason: expect.stringContaining("has numbers") });
  });

  it("ranks niches by what they bring, pulls thin ones to the mean, and finds terms where there is no label", async () => {
    const end = Date.now() - 2 * DAY_MS;
    await rig.addPosts([
      ...plantNiche("Tools", 60, 0.5, end, 1),
      ...plantNiche("News", 60, -0.4, end, 2),
      ...plantNiche("Jokes", 60, 0, end, 3),
      ...plantNiche("Rare", 6, 1.2, end, 4),
      ...plantNiche(undefined, 40, 0, end, 5),
    ]);
    const run = await rig.runTask("content-mix.track");
    expect(run.outcome.status).toBe("completed");
    const niches = run.result?.niches as unknown as {
      niche: string;
      is_discovered: boolean;
      percent: number;
      raw_percent: number;
      low: number;
      high: number;
    }[];
    const find = (name: string) => niches.find(row => row.niche.toLowerCase().includes(name)) ?? niches[0];
    expect(niches.map(row => row.niche)).toEqual(expect.arrayContaining(["tools", "news", "jokes", "rare"]));
    expect(find("tools")?.low).toBeGreaterThan(0);
    expect(find("news")?.high).toBeLessThan(0);
    const rare = find("rare");
    expect(rare?.percent).toBeLessThan(rare?.raw_percent ?? 0);
    expect(find("sourdough")).toMatchObject({ is_discovered: true });
    const kept = await rig.asPerson(session => session.selectFrom("niche_performance").selectAll().execute());
    expect(kept).toHaveLength(niches.length);
    expect(run.outputs).toMatchObject([{ kind: "finding", is_untrusted: true }]);
    expect(readText(run.outputs[0])).toContain("raw is the figure before that");
  });

  it("replaces the same day's figures when it runs again", async () => {
    const before = await rig.asPerson(session => session.selectFrom("niche_performance").select("niche").execute());
    await rig.runTask("content-mix.track");
    const after = await rig.asPerson(session => session.selectFrom("niche_performance").select("niche").execute());
    expect(after).toHaveLength(before.length);
  });
});

describe("Recommending a balance", () => {
  it("moves posts towards what works, within a step and a largest share, and keeps some to learn from", async () => {
    const run = await rig.runTask("content-mix.recommend", { posts: 20 });
    expect(run.outcome.status).toBe("completed");
    const { plan } = run.result as unknown as PlanResult;
    expect(plan.reduce((sum, row) => sum + row.posts, 0)).toBe(20);
    expect(plan.reduce((sum, row) => sum + row.explore_posts, 0)).toBe(3);
    const tools = plan.find(row => row.niche === "tools");
    const news = plan.find(row => row.niche === "news");
    expect((tools?.posts ?? 0) / 20).toBeGreaterThan(tools?.current_share ?? 1);
    expect((news?.posts ?? 20) / 20).toBeLessThan(news?.current_share ?? 0);
    const kept = await rig.asPerson(session => session.selectFrom("content_plans").selectAll().execute());
    expect(kept.map(row => [row.niche, row.posts]).sort()).toEqual(plan.map(row => [row.niche, row.posts]).sort());
    expect(run.outputs).toMatchObject([{ kind: "brief", is_untrusted: true }]);
    expect(run.outputs[0]?.title).toMatch(/^Week of \d{4}-\d{2}-\d{2}: /);
    expect(readText(run.outputs[0])).toContain("more per post than the mix so far");
  });

  it("plans by the setting while the own pace is not known, and at the own pace once it is", async () => {
    const unknown = (await rig.runTask("content-mix.recommend")).result as unknown as PlanResult & { posts: number };
    expect(unknown).toMatchObject({ posts: 7, reason: expect.stringContaining("pace is not known") });
    await rig.asPerson(session =>
      session
        .insertInto("accounts")
        .values({ id: crypto.randomUUID(), workspace_id: rig.workspaceId, platform: "x", handle: "us" })
        .execute(),
    );
    const known = (await rig.runTask("content-mix.recommend")).result as unknown as PlanResult & { posts: number };
    // 226 posts in 60 days.
    expect(known.posts).toBeGreaterThan(20);
    expect(known.posts).toBeLessThan(32);
    expect(known.reason).toContain("Own posts on x.");
  });

  it("compares historical data up to its newest post and says so", async () => {
    await rig.asPerson(session => session.deleteFrom("posts").execute());
    const end = Date.parse("2017-10-23T12:00:00Z");
    await rig.addPosts([...plantNiche("Tools", 40, 0.3, end, 1), ...plantNiche("News", 40, 0, end, 2)]);
    const run = await rig.runTask("content-mix.recommend", { posts: 6 });
    expect(run.result).toMatchObject({ is_historical: true, posts: 6 });
    const { reason, week_start } = run.result as unknown as { reason: string; week_start: string };
    expect(reason).toContain("so the data is historical");
    expect(Date.parse(week_start)).toBeGreaterThan(Date.now());
  });
});

describe("A week's plan", () => {
  const settings = ContentMixSettings.parse({});
  const niche = fc.record({
    posts: fc.integer({ min: 1, max: 200 }),
    lift: fc.double({ min: -1, max: 1, noNaN: true }),
    lift_sd: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
  });
  const niches = fc.array(niche, { minLength: 1, maxLength: 12 });

  function toRows(drawn: readonly { posts: number; lift: number; lift_sd: number }[]): {
    niches: NicheRow[];
    weekSd: number;
  } {
    const niches = drawn.map((row, i) => ({
      ...row,
      niche: `niche ${String(i).padStart(2, "0")}`,
      is_discovered: false,
      engagement: 0,
      raw_lift: row.lift,
      lift_low: row.lift - row.lift_sd,
      lift_high: row.lift + row.lift_sd,
      kept: 1,
      above_usual: 0.5,
    }));
    return { niches, weekSd: 0.1 };
  }

  it("hands out every post once and explores with a part, whatever the niches", () => {
    fc.assert(
      fc.property(niches, fc.integer({ min: 1, max: 60 }), (drawn, total) => {
        const { rows } = planWeek(toRows(drawn), total, settings);
        expect(rows.reduce((sum, row) => sum + row.posts, 0)).toBe(total);
        const explore = rows.reduce((sum, row) => sum + row.explore_posts, 0);
        expect(explore).toBe(drawn.length === 1 || total < 4 ? 0 : Math.max(1, Math.round(total * 0.15)));
        for (const row of rows) expect(row.explore_posts).toBeLessThanOrEqual(row.posts);
      }),
    );
  });

  it("does not depend on the order of the niches beyond the naming of equals", () => {
    const rows = toRows([
      { posts: 10, lift: 0.4, lift_sd: 0.1 },
      { posts: 50, lift: 0, lift_sd: 0.05 },
      { posts: 30, lift: -0.2, lift_sd: 0.2 },
      { posts: 5, lift: 0.1, lift_sd: 0.3 },
    ]);
    expect(planWeek({ ...rows, niches: [...rows.niches].reverse() }, 14, settings).rows).toEqual(
      planWeek(rows, 14, settings).rows,
    );
  });

  it("gives a single niche the whole week, and explores nothing when that is switched off", () => {
    const only = toRows([{ posts: 3, lift: 0.1, lift_sd: 0.2 }]);
    expect(planWeek(only, 7, settings).rows).toMatchObject([{ posts: 7, explore_posts: 0, bound: null }]);
    const two = toRows([
      { posts: 5, lift: 0.1, lift_sd: 0.2 },
      { posts: 5, lift: 0, lift_sd: 0.2 },
    ]);
    const { rows } = planWeek(two, 10, { ...settings, exploration_share: 0 });
    expect(rows.every(row => row.explore_posts === 0)).toBe(true);
  });
});
