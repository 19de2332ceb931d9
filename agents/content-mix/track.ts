/** Owns the task that says how each niche does. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { comparePosts } from "./comparison.ts";
import { writeBasis, writeNiche, writePerformance } from "./finding.ts";
import { keepPerformance } from "./reading.ts";
import { ContentMixSettings } from "./settings.ts";

const LISTED = 20;

const Niche = z.object({
  niche: z.string(),
  is_discovered: z.boolean().describe("True for a term found in posts without a label"),
  posts: z.int(),
  engagement: z.number(),
  percent: z.number().describe("Percent over usual, pulled to the mean of all niches where posts are few"),
  low: z.number(),
  high: z.number(),
  raw_percent: z.number(),
  above_usual: z.number().describe("Share of posts that did better than usual"),
});

const Result = z.object({
  period_start: z.string().nullable(),
  period_end: z.string().nullable(),
  is_historical: z.boolean(),
  posts: z.int(),
  niches: z.array(Niche),
  reason: z.string().describe("What was compared, or why nothing was"),
});

export const track = defineTask({
  name: "track",
  title: "Track niches",
  purpose: "Says how the posts of each niche did against what is usual, and how sure that is.",
  settings: ContentMixSettings,
  params: z.strictObject({
    days: z.int().min(7).max(3650).default(90).describe("How many days to compare"),
  }),
  result: Result,
  timeoutMs: 120_000,
  promises: { outputs: result => (result.niches.length > 0 ? 1 : 0) },

  async run(ctx, { days }) {
    const compared = await comparePosts(ctx, days);
    if (compared.performance === null) {
      ctx.decide("complete", `Nothing to compare. ${compared.reason}`, { confidence: 1 });
      return {
        period_start: null,
        period_end: null,
        is_historical: false,
        posts: 0,
        niches: [],
        reason: compared.reason,
      };
    }
    const { performance, reason, isHistorical, period } = compared;
    const origin = { workspaceId: ctx.workspace.id, taskId: ctx.task.id };
    ctx.apply(session => keepPerformance(session, performance.niches, period, origin));
    const best = performance.niches[0];
    if (best !== undefined) {
      ctx.output({
        kind: "finding",
        title: `Best niche: ${best.niche}`,
        about: "niche performance",
        content: { format: "markdown", text: writePerformance(performance, reason) },
        author: { kind: "engine", name: "niche performance" },
        isUntrusted: true,
      });
    }
    ctx.decide(
      "complete",
      best === undefined
        ? `No niche has ${writeCount(ctx.settings.min_posts, "post")} in the period: lower min_posts or take more days.`
        : `Best of ${writeCount(performance.niches.length, "niche")}: ${best.niche}, ${writeNiche(best)}.`,
      { data: { niches: performance.niches.length, unplaced: performance.unplaced } },
    );
    const round = (value: number) => Math.round(value * 10) / 10;
    const toPercent = (lift: number) => round(100 * Math.expm1(lift));
    return {
      period_start: period.start,
      period_end: period.end,
      is_historical: isHistorical,
      posts: performance.posts,
      niches: performance.niches.slice(0, LISTED).map(row => ({
        niche: row.niche,
        is_discovered: row.is_discovered,
        posts: row.posts,
        engagement: row.engagement,
        percent: toPercent(row.lift),
        low: toPercent(row.lift_low),
        high: toPercent(row.lift_high),
        raw_percent: toPercent(row.raw_lift),
        above_usual: Math.round(row.above_usual * 1000) / 1000,
      })),
      reason: `${reason} ${writeBasis(performance)}`,
    };
  },
});
