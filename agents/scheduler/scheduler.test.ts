import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNormalSource } from "#lib/stats/normal-draw.ts";
import { createSeededRandom } from "#lib/stats/seeded-random.ts";
import { type AgentRig, openAgentRig, type PostSeed, readText } from "../testing/run-task.ts";
import { listMoments } from "./calendar.ts";
import { Learned, type Recorded, rebuildWindows, toPosterior } from "./entries.ts";
import { chooseMoments, learnWindows } from "./learning.ts";
import { readLog } from "./log.ts";
import type { SuggestionFrame } from "./suggestion.ts";
import { describeData } from "./summary.ts";

const HOUR_MS = 3_600_000;
const ZONE = "Europe/Berlin";

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig();
  await rig.asPerson(session =>
    session.updateTable("workspaces").set({ time_zone: ZONE }).where("id", "=", rig.workspaceId).execute(),
  );
});
afterAll(() => rig.close());

/** Posts at random hours of eight weeks before `end`, with twice the engagement at 18:00 UTC and around it. */
function plantPosts(count: number, platform: string, end: number, seed: number): PostSeed[] {
  const random = createSeededRandom(seed);
  const normal = createNormalSource(random);
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(end - Math.floor(random() * 56 * 24) * HOUR_MS);
    const distance = Math.min(Math.abs(at.getUTCHours() - 18), 24 - Math.abs(at.getUTCHours() - 18));
    const likes = Math.round(Math.exp(4 + 0.7 * Math.exp(-(distance ** 2) / 8) + 0.5 * normal()));
    return { platform, account: "us", posted_at: at.toISOString(), body: `post ${index}`, likes };
  });
}

const readFirstSlot = (result: unknown) => (result as { slots: { suggestion_id: string }[] }).slots[0]?.suggestion_id;

const readPosition = (data: unknown) => (data as { position: number }).position;

const readWindows = () =>
  rig.asPerson(session =>
    session
      .selectFrom("posting_windows")
      .select(["platform", "day_of_week", "hour", "lift", "lift_sd", "best_share", "posts", "weight"])
      .orderBy("platform")
      .orderBy("day_of_week")
      .orderBy("hour")
      .execute(),
  );

describe("Learning posting times", () => {
  it("says honestly that there are no posts", async () => {
    const run = await rig.runTask("scheduler.optimize");
    expect(run.outcome.status).toBe("completed");
    expect(run.result).toMatchObject({ windows: 0, posts: 0, reason: expect.stringContaining("import some first") });
    expect(run.outputs).toEqual([]);
  });

  it("proposes times to learn from while nothing is known, and says so", async () => {
    const run = await rig.runTask("scheduler.suggest", { platform: "x", count: 2 });
    expect(run.result).toMatchObject({ reason: expect.stringContaining("Nothing was learned yet") });
    expect(run.result?.slots).toHaveLength(2);
  });

  it("does not take posts without numbers for posts that nobody liked", async () => {
    await rig.addPosts([{ platform: "z", account: "a", posted_at: "2026-01-01T00:00:00Z", body: "unmeasured" }]);
    const run = await rig.runTask("scheduler.optimize");
    expect(run.result).toMatchObject({ windows: 0, unmeasured: 1, reason: expect.stringContaining("has numbers") });
  });

  it("finds the planted hours in the workspace's zone and says how sure it is", async () => {
    const end = Math.floor(Date.now() / HOUR_MS - 72) * HOUR_MS;
    await rig.addPosts([...plantPosts(900, "x", end, 1), ...plantPosts(60, "y", end, 2)]);
    const run = await rig.runTask("scheduler.optimize");
    expect(run.outcome.status).toBe("completed");
    expect(run.result).toMatchObject({ windows: 336, posts: 960, time_zone: ZONE, is_historical: false });
    const platforms = run.result?.platforms as unknown as {
      platform: string;
      best: { hour: number; percent: number; better_chance: number }[];
    }[];
    // 18:00 UTC is 19:00 in Berlin's winter and 20:00 in its summer; the posts lie in both.
    for (const { best } of platforms) {
      expect(best[0]?.hour).toBeGreaterThanOrEqual(17);
      expect(best[0]?.hour).toBeLessThanOrEqual(21);
    }
    expect(platforms[0]).toMatchObject({ platform: "x" });
    expect(platforms[0]?.best[0]?.percent).toBeGreaterThan(20);
    expect(platforms[0]?.best[0]?.better_chance).toBeGreaterThan(0.95);
    expect(run.outputs).toMatchObject([{ kind: "finding", is_untrusted: true }]);
    expect(readText(run.outputs[0])).toContain("All times are in Europe/Berlin");
    const windows = await readWindows();
    expect(windows).toHaveLength(336);
    for (const platform of ["x", "y"]) {
      const shares = windows.filter(row => row.platform === platform).map(row => row.best_share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    }
  });

  it("rebuilds every window from the log alone, to the last bit", async () => {
    const log = await rig.asPerson(readLog);
    const rebuilt = rebuildWindows(Learned.parse(log?.learned), log?.recorded ?? []);
    expect(rebuilt).toEqual(await readWindows());
  });

  it("calls data historical when its newest post is long ago, and learns from it all the same", async () => {
    await rig.asPerson(session => session.deleteFrom("posts").execute());
    await rig.addPosts(plantPosts(400, "x", Date.parse("2017-10-23T12:00:00Z"), 3));
    const run = await rig.runTask("scheduler.optimize");
    expect(run.result).toMatchObject({ is_historical: true, windows: 168 });
    expect(run.result?.reason).toContain("so the data is historical");
  });
});

describe("Posts of which only the date is known", () => {
  it("teach nothing about hours, and the result says so", () => {
    const day = 24 * HOUR_MS;
    const posts = Array.from({ length: 60 }, (_, i) => ({
      id: `${i}`,
      platform: "youtube",
      account: "us",
      atMs: i * day,
      day: i % 7,
      hour: 0,
      engagement: 100 + i,
      isOwn: false,
    }));
    const work = { kind: "learn", ownPostsNeeded: 50, halfLifeDays: 365 } as const;
    const frame = { read_until: "2026-01-01T00:00:00Z", time_zone: ZONE, measure: "engagement", seed: 1 } as const;
    const dates = learnWindows({ ...work, frame, posts: JSON.stringify(posts) });
    expect(dates).toMatchObject({ posts: 0, dateOnly: 60, windows: [] });
    expect(describeData(dates, { now: new Date(), unmeasured: 0, isCut: false }).reason).toContain(
      "60 posts left out of which only the date is known",
    );
    const times = posts.map((post, i) => ({ ...post, atMs: post.atMs + (i % 30 === 0 ? 0 : 9 * HOUR_MS) }));
    expect(learnWindows({ ...work, frame, posts: JSON.stringify(times) })).toMatchObject({ posts: 60, dateOnly: 0 });
  });
});

describe("Suggesting times", () => {
  it("gives times ahead, apart from one another, logged with the probability of each choice", async () => {
    const run = await rig.runTask("scheduler.suggest", { platform: "x", count: 5, within_days: 5 });
    expect(run.outcome.status).toBe("completed");
    const slots = run.result?.slots as unknown as { suggestion_id: string; at: string; propensity: number }[];
    expect(slots).toHaveLength(5);
    const times = slots.map(slot => Date.parse(slot.at));
    times.forEach((time, i) => {
      expect(time).toBeGreaterThan(Date.now());
      expect(time).toBeLessThan(Date.now() + 5 * 24 * HOUR_MS + 1);
      expect(time - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(4 * HOUR_MS);
    });
    const logged = await rig.asPerson(session =>
      session.selectFrom("posting_log").selectAll().where("task_id", "=", run.task.id).orderBy("slot_at").execute(),
    );
    expect(logged.map(entry => [entry.id, entry.propensity])).toEqual(
      slots.map(slot => [slot.suggestion_id, slot.propensity]),
    );
    expect(run.outputs).toMatchObject([{ kind: "brief" }]);

    // The log alone is enough to make the same choices again.
    const [frame] = logged.map(entry => entry.data as SuggestionFrame["data"]);
    if (frame === undefined) throw new Error("nothing was logged");
    const { seed, count, from, to, gap_hours, taken } = frame;
    const log = await rig.asPerson(readLog);
    const again = chooseMoments({
      kind: "choose",
      learned: log?.learned ?? null,
      recorded: log?.recorded ?? [],
      platform: "x",
      account: null,
      count,
      seed,
      gapMs: gap_hours * HOUR_MS,
      moments: listMoments(new Date(from), new Date(to), log?.learned.time_zone ?? ""),
      taken: taken.map(Date.parse),
    });
    const inDrawing = logged.toSorted((a, b) => readPosition(a.data) - readPosition(b.data));
    expect(again.map(choice => [choice.atMs, choice.propensity, choice.lift])).toEqual(
      inDrawing.map(entry => [entry.slot_at?.getTime(), entry.propensity, entry.lift]),
    );
  });

  it("leaves times alone that were suggested before", async () => {
    const read = () =>
      rig.asPerson(session =>
        session
          .selectFrom("posting_log")
          .select("slot_at")
          .where("kind", "=", "suggested")
          .where("platform", "=", "w")
          .execute(),
      );
    await rig.runTask("scheduler.suggest", { platform: "w", count: 8 });
    await rig.runTask("scheduler.suggest", { platform: "w", count: 8 });
    const times = (await read()).map(entry => (entry.slot_at as Date).getTime()).sort((a, b) => a - b);
    expect(times).toHaveLength(16);
    times.slice(1).forEach((time, i) => {
      expect(time - (times[i] as number)).toBeGreaterThanOrEqual(4 * HOUR_MS);
    });
  });

  it("gives fewer than asked when no more fit, and says how many", async () => {
    const run = await rig.runTask("scheduler.suggest", { platform: "v", count: 21, within_days: 1 });
    const slots = run.result?.slots as unknown as object[];
    expect(slots.length).toBeLessThanOrEqual(6);
    expect(run.result?.reason).toContain(`Only ${slots.length} of 21 fit`);
  });

  it("does not use hours that were learned in another zone", async () => {
    const setZone = (time_zone: string) =>
      rig.asPerson(session =>
        session.updateTable("workspaces").set({ time_zone }).where("id", "=", rig.workspaceId).execute(),
      );
    await setZone("Asia/Tokyo");
    const run = await rig.runTask("scheduler.suggest", { platform: "x", count: 1 });
    await setZone(ZONE);
    expect(run.result?.reason).toContain("learned in Europe/Berlin, and the workspace now lives in Asia/Tokyo");
  });
});

describe("Recording results", () => {
  it("raises the window that did well, by a little, and the log still rebuilds it to the last bit", async () => {
    const suggested = await rig.runTask("scheduler.suggest", { platform: "x", count: 1, within_days: 1 });
    const suggestion_id = readFirstSlot(suggested.result);
    rig.advance(3 * 24 * HOUR_MS);
    const run = await rig.runTask("scheduler.record", { suggestion_id, likes: 5000 });
    expect(run.outcome.status).toBe("completed");
    const { before, after } = run.result as unknown as { before: number; after: number };
    expect(run.result).toMatchObject({ is_counted: true, engagement: 5000 });
    expect(after).toBeGreaterThan(before);
    const log = await rig.asPerson(readLog);
    expect(log?.recorded).toHaveLength(1);
    expect(rebuildWindows(Learned.parse(log?.learned), log?.recorded ?? [])).toEqual(await readWindows());

    const again = await rig.runTask("scheduler.record", { suggestion_id, likes: 1 });
    expect(again.outcome).toMatchObject({ status: "failed", error: { code: "conflict" } });
  });

  it("carries a result given by hand into the next learning", async () => {
    const run = await rig.runTask("scheduler.optimize");
    expect(run.result).toMatchObject({ posts: 401 });
    const log = await rig.asPerson(readLog);
    expect(log?.recorded).toEqual([]);
  });

  it("does not count a post twice that the learning knew", async () => {
    const suggested = await rig.runTask("scheduler.suggest", { platform: "x", count: 1, within_days: 1 });
    const suggestion_id = readFirstSlot(suggested.result);
    rig.advance(2 * 24 * HOUR_MS);
    const post = await rig.asPerson(session =>
      session.selectFrom("posts").select("id").limit(1).executeTakeFirstOrThrow(),
    );
    const before = await readWindows();
    const run = await rig.runTask("scheduler.record", { suggestion_id, post_id: post.id });
    expect(run.result).toMatchObject({ is_counted: false });
    expect(await readWindows()).toEqual(before);
  });

  it("refuses a time that lies ahead, one that does not exist, and a result without numbers", async () => {
    const suggested = await rig.runTask("scheduler.suggest", { platform: "x", count: 1 });
    const suggestion_id = readFirstSlot(suggested.result);
    const ahead = await rig.runTask("scheduler.record", { suggestion_id, likes: 1 });
    expect(ahead.outcome).toMatchObject({
      error: { code: "conflict", message: expect.stringContaining("lies ahead") },
    });
    const missing = await rig.runTask("scheduler.record", { suggestion_id: rig.workspaceId, likes: 1 });
    expect(missing.outcome).toMatchObject({
      error: { code: "not-found", message: expect.stringContaining("suggestion_id") },
    });
    rig.advance(8 * 24 * HOUR_MS);
    const empty = await rig.runTask("scheduler.record", { suggestion_id, views: 3 });
    expect(empty.outcome).toMatchObject({
      error: { code: "invalid", message: expect.stringContaining("params.likes: give likes") },
    });
  });
});

describe("The log", () => {
  it("rebuilds every posterior and propensity that it ever held, to the last bit, and the windows with the last", async () => {
    const entries = await rig.asPerson(session =>
      session.selectFrom("posting_log").selectAll().orderBy("created_at").orderBy("id").execute(),
    );
    let learned: Learned | undefined;
    let recorded: Recorded[] = [];
    let rebuilt = 0;
    for (const entry of entries) {
      const data = entry.data as { posterior?: unknown; is_counted?: boolean };
      if (entry.kind === "learned") [learned, recorded] = [Learned.parse(entry.data), []];
      if (entry.kind === "recorded" && data.is_counted === true) {
        const { platform, account, day_of_week, hour, lift } = entry as typeof entry &
          Recorded & { day_of_week: number };
        recorded.push({ platform, account: account ?? "", day: day_of_week - 1, hour, lift });
      }
      if (data.posterior === undefined || learned === undefined) continue;
      expect(toPosterior(rebuildWindows(learned, recorded))).toEqual(data.posterior);
      rebuilt += 1;
    }
    expect(rebuilt).toBeGreaterThanOrEqual(4);
    const windows = await readWindows();
    expect(rebuildWindows(learned as Learned, recorded)).toEqual(windows);
  });
});

describe("Hours of the week", () => {
  it("leave out the hour that the clocks skip and take the first of one that they repeat", () => {
    const spring = listMoments(new Date("2026-03-28T12:00:00Z"), new Date("2026-03-29T12:00:00Z"), ZONE);
    expect(spring.map(({ arm }) => arm)).not.toContain(6 * 24 + 2);
    const autumn = listMoments(new Date("2026-10-24T12:00:00Z"), new Date("2026-10-25T12:00:00Z"), ZONE);
    const twice = autumn.filter(({ arm }) => arm === 6 * 24 + 2);
    expect(twice).toEqual([{ arm: 6 * 24 + 2, atMs: Date.parse("2026-10-25T00:00:00Z") }]);
  });

  it("cover a whole week once", () => {
    const week = listMoments(new Date("2026-11-20T10:20:00Z"), new Date("2026-11-27T10:20:00Z"), ZONE);
    expect(new Set(week.map(({ arm }) => arm)).size).toBe(168);
    expect(week[0]).toEqual({ arm: 4 * 24 + 12, atMs: Date.parse("2026-11-20T11:00:00Z") });
  });
});
