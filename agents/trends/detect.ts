/** Owns the task that finds which niches move across platforms. */
import { z } from "zod";
import { defineTask } from "#lib/kernel/define.ts";
import { runOnThread } from "../thread-pool.ts";
import detectTrends, { type Detection, type DetectionWork } from "./detection.ts";
import { writePlatforms, writeTrendFinding } from "./finding.ts";
import { keepTrends, readPosts } from "./observations.ts";
import { TrendsSettings } from "./settings.ts";
import { chooseWindow, readPostCounts } from "./window.ts";

const DETECTION_MODULE = "trends/detection.ts";
const HOUR_MS = 3_600_000;
const LISTED = 10;

const Params = z.strictObject({
  window_hours: z.int().min(1).max(87_600).default(72).describe("How many hours to look at"),
  min_posts: z.int().min(2).max(10_000).default(5).describe("How many posts a niche needs within the window"),
  platforms: z.array(z.string().trim().min(1)).default([]).describe("Only these platforms; empty means all"),
  until: z.iso
    .datetime({ offset: true, error: "give a time like 2026-01-31T12:00:00Z" })
    .optional()
    .describe("End of the window; left out, now, or where historical data ends or is busiest"),
});

const Trend = z.object({
  niche: z.string(),
  strength: z.number(),
  platforms: z.array(z.string()),
  posts: z.int(),
  momentum: z.number().nullable().describe("Share of posts now over share before; 1 is steady"),
  bursts: z.int(),
});

const Result = z.object({
  as_of: z.string().nullable().describe("Where the window ended"),
  window: z.enum(["now", "newest", "busiest", "given"]).nullable().describe("How that end was chosen"),
  posts: z.int().describe("Posts within the window"),
  niches: z.int(),
  trends: z.array(Trend).describe("The strongest ten"),
  reason: z.string().nullable().describe("Why there is no trend, or why the window is where it is"),
});

export const detect = defineTask({
  name: "detect",
  title: "Detect trends",
  purpose: "Finds the niches that move across platforms, how strongly, and when they burst.",
  settings: TrendsSettings,
  params: Params,
  result: Result,
  timeoutMs: 120_000,
  promises: { outputs: result => (result.niches > 0 ? 1 : 0) },

  async run(ctx, params) {
    const now = ctx.clock.now();
    const { counts, newest } = await ctx.query(session => readPostCounts(session, params.platforms, now));
    if (newest === null) {
      const where = params.platforms.length === 0 ? "" : ` on ${params.platforms.join(", ")}`;
      const reason = `There are no posts${where} yet: import some first.`;
      ctx.decide("complete", `Nothing to detect. ${reason}`, { confidence: 1 });
      return { as_of: null, window: null, posts: 0, niches: 0, trends: [], reason };
    }
    const windowMs = params.window_hours * HOUR_MS;
    const until = params.until === undefined ? null : new Date(params.until);
    const { asOf, choice, reason } = chooseWindow(counts, { now, newest, windowMs, until });
    ctx.decide("plan", `Look at the ${params.window_hours} hours to ${asOf.toISOString()}. ${reason}`, {
      data: { as_of: asOf.toISOString(), window: choice, newest: newest.toISOString() },
    });

    const selection = { platforms: params.platforms, maxPosts: ctx.settings.max_posts };
    const from = new Date(asOf.getTime() - 2 * windowMs);
    const read = await ctx.query(session => readPosts(session, { ...selection, from, to: asOf }));
    const input: DetectionWork = {
      posts: read.posts,
      asOfMs: asOf.getTime(),
      windowMs,
      minPosts: params.min_posts,
      settings: ctx.settings,
    };
    const found = await runOnThread<DetectionWork, Detection>(DETECTION_MODULE, input, {
      signal: ctx.signal,
      inline: detectTrends,
    });
    const isCut = read.count === ctx.settings.max_posts;
    ctx.decide(
      "tool-call",
      `Read ${read.count} posts, ${found.recentPosts} of them within the window${isCut ? " (the most that is read)" : ""}; ${found.labelledNiches} niches are labelled, ${found.discoveredNiches} were discovered in the words, ${found.rows.length} have ${params.min_posts} posts or more.`,
      {
        data: { posts_read: read.count, posts_in_window: found.recentPosts, niches: found.rows.length, is_cut: isCut },
      },
    );

    const origin = { workspaceId: ctx.workspace.id, taskId: ctx.task.id, asOf };
    ctx.apply(session => keepTrends(session, found.rows, origin));
    const top = found.rows[0];
    if (top !== undefined) ctx.output(writeTrendFinding(found, asOf, params.window_hours, reason));
    const outcome =
      top === undefined
        ? `No niche has ${params.min_posts} posts in the window: lower min_posts or widen window_hours.`
        : `Top trend: ${top.niche} ${writePlatforms(top.platforms)}, strength ${top.trend_strength.toFixed(1)}.`;
    ctx.decide("complete", outcome, { data: top === undefined ? {} : { niche: top.niche, parts: top.parts } });
    return {
      as_of: asOf.toISOString(),
      window: choice,
      posts: found.recentPosts,
      niches: found.rows.length,
      trends: found.rows.slice(0, LISTED).map(row => ({
        niche: row.niche,
        strength: row.trend_strength,
        platforms: row.platforms,
        posts: row.post_count,
        momentum: row.momentum,
        bursts: row.bursts.length,
      })),
      reason: top === undefined ? `${outcome} ${reason}` : reason,
    };
  },
});
