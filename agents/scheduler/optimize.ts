/** Owns the task that learns which hours of the week are good on each platform. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { createId } from "#lib/core/ids.ts";
import { readEngagedPosts } from "#lib/db/engaged-posts.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { runOnThread } from "../thread-pool.ts";
import { toPosterior } from "./entries.ts";
import { rankWindows, writeCaution, writeExplained, writeWindow, writeWindowFinding } from "./finding.ts";
import { LEARNING_MODULE, type Learning, type LearningWork, learnWindows } from "./learning.ts";
import { appendToLog, readHandResults, replaceWindows } from "./log.ts";
import { SchedulerSettings } from "./settings.ts";
import { describeData, PlatformSummary, summarizePlatforms } from "./summary.ts";

const HOUR_MS = 3_600_000;

const Result = z.object({
  as_of: z.string().nullable().describe("Time of the newest post it rests on"),
  is_historical: z.boolean(),
  time_zone: z.string(),
  posts: z.int().describe("Posts that the windows rest on"),
  unmeasured: z.int().describe("Posts without numbers, left out"),
  explained: z.number().nullable().describe("Share of the differences between unseen posts that day and hour explain"),
  windows: z.int(),
  platforms: z.array(PlatformSummary).describe("Busiest first, each with its best hours"),
  reason: z.string().describe("What the data is, or why nothing was learned"),
});

export const optimize = defineTask({
  name: "optimize",
  title: "Learn posting times",
  purpose: "Learns from past posts which hours of the week bring more on each platform, and how sure that is.",
  settings: SchedulerSettings,
  params: z.strictObject({}),
  result: Result,
  timeoutMs: 180_000,
  promises: { outputs: result => (result.windows > 0 ? 1 : 0) },

  async run(ctx) {
    const { settings } = ctx;
    const now = ctx.clock.now();
    const timeZone = ctx.workspace.timeZone;
    const until = new Date(now.getTime() - settings.settle_hours * HOUR_MS);
    const query = { measure: settings.measure, timeZone, until, maxPosts: settings.max_posts, hasText: false };
    const read = await ctx.query(session => readEngagedPosts(session, query));
    const byHand = await ctx.query(session => readHandResults(session, settings.measure, timeZone));
    const nothing = { as_of: null, is_historical: false, time_zone: timeZone, posts: 0, explained: null, windows: 0 };
    if (read.count + byHand.length === 0) {
      const reason =
        read.unmeasured === 0
          ? `There are no posts older than ${settings.settle_hours} hours yet: import some first.`
          : `None of ${writeCount(read.unmeasured, "post")} has numbers for ${settings.measure}: import them with their likes, replies, shares or views.`;
      ctx.decide("complete", `Nothing to learn from. ${reason}`, { confidence: 1 });
      return { ...nothing, unmeasured: read.unmeasured, platforms: [], reason };
    }
    const posts = byHand.length === 0 ? read.posts : JSON.stringify([...JSON.parse(read.posts), ...byHand]);
    const seed = Math.floor(ctx.clock.random() * 2 ** 31);
    const input: LearningWork = {
      kind: "learn",
      posts,
      ownPostsNeeded: settings.own_posts_needed,
      halfLifeDays: settings.half_life_days,
      frame: { read_until: until.toISOString(), time_zone: timeZone, measure: settings.measure, seed },
    };
    const learning = await runOnThread<LearningWork, Learning>(LEARNING_MODULE, input, {
      signal: ctx.signal,
      inline: learnWindows,
    });
    const { learned, windows } = learning;
    const { isHistorical, when, reason } = describeData(learning, {
      ...read,
      now,
      isCut: read.count === settings.max_posts,
    });
    ctx.decide("plan", `Learn from ${writeCount(learning.posts, "post")}. ${reason}`, {
      data: { posts: learning.posts, by_hand: byHand.length, unmeasured: read.unmeasured, as_of: learned.as_of },
    });
    if (learning.posts === 0) {
      const why =
        learning.incomparable > 0
          ? `${reason} A post is compared with others of its account, and no account has two.`
          : reason;
      ctx.decide("complete", `Nothing to compare. ${why}`, { confidence: 1 });
      return { ...nothing, unmeasured: read.unmeasured, platforms: [], reason: why };
    }
    ctx.decide("tool-call", writeExplained(learning.explained), {
      data: { explained: learning.explained, seed, variances: learned.variances },
    });

    const origin = { workspaceId: ctx.workspace.id, taskId: ctx.task.id };
    const id = createId();
    const data = { ...learned, posterior: toPosterior(windows) };
    const source = { logId: id, timeZone, asOf: learned.as_of };
    ctx.apply(session => appendToLog(session, [{ id, kind: "learned", data }], origin));
    ctx.apply(session => replaceWindows(session, windows, source, origin));

    const platforms = summarizePlatforms(windows, settings.listed_windows);
    const names = platforms.map(({ platform }) => platform);
    ctx.output(writeWindowFinding(learning, { platforms: names, listed: settings.listed_windows, when }));
    const best = rankWindows(windows, names[0] ?? "")[0];
    ctx.decide(
      "complete",
      best === undefined
        ? "No windows."
        : `${writeCaution(learning.explained)}Best on ${best.platform}: ${writeWindow(best)}. Times are in ${timeZone}.`,
      { confidence: platforms[0]?.best[0]?.better_chance },
    );
    return {
      as_of: learned.as_of,
      is_historical: isHistorical,
      time_zone: timeZone,
      posts: learning.posts,
      unmeasured: read.unmeasured,
      explained: learning.explained,
      windows: windows.length,
      platforms,
      reason,
    };
  },
});
