/** Owns the task that divides the coming week between niches. */
import { DateTime } from "luxon";
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { comparePosts } from "./comparison.ts";
import { writeBasis, writeExpected, writeReason } from "./finding.ts";
import type { NicheRow, Performance } from "./performance.ts";
import { planWeek } from "./plan.ts";
import { keepPerformance, keepPlan } from "./reading.ts";
import { ContentMixSettings } from "./settings.ts";

const WEEK_MS = 7 * 86_400_000;

const Params = z.strictObject({
  posts: z
    .int()
    .min(1)
    .max(500)
    .optional()
    .describe("How many posts to plan; left out, as many as you usually publish"),
  days: z.int().min(7).max(3650).default(90).describe("How many days it rests on"),
});

const Result = z.object({
  week_start: z.string().nullable(),
  is_historical: z.boolean(),
  posts: z.int().describe("Posts planned"),
  plan: z.array(
    z.object({
      niche: z.string(),
      posts: z.int(),
      explore_posts: z.int().describe("How many of them are there to learn something"),
      current_share: z.number(),
      reason: z.string(),
    }),
  ),
  expected: z.string().nullable().describe("What the plan is expected to bring against the mix so far"),
  reason: z.string().describe("What it rests on, or why there is no plan"),
});

export const recommend = defineTask({
  name: "recommend",
  title: "Recommend a balance",
  purpose:
    "Divides the coming week's posts between niches by what they bring and how sure that is, keeping some to learn from.",
  settings: ContentMixSettings,
  params: Params,
  result: Result,
  timeoutMs: 120_000,
  promises: { outputs: result => (result.plan.length > 0 ? 1 : 0) },

  async run(ctx, params) {
    const compared = await comparePosts(ctx, params.days);
    const none = { week_start: null, is_historical: false, posts: 0, plan: [], expected: null };
    if (compared.performance === null) {
      ctx.decide("complete", `Nothing to plan from. ${compared.reason}`, { confidence: 1 });
      return { ...none, reason: compared.reason };
    }
    const { performance, isHistorical, period } = compared;
    const origin = { workspaceId: ctx.workspace.id, taskId: ctx.task.id };
    ctx.apply(session => keepPerformance(session, performance.niches, period, origin));
    if (performance.niches.length === 0) {
      const reason = `No niche has ${writeCount(ctx.settings.min_posts, "post")} in the period: lower min_posts or take more days. ${compared.reason}`;
      ctx.decide("complete", reason, { confidence: 1 });
      return { ...none, is_historical: isHistorical, reason };
    }
    const pace = choosePace(params.posts, performance, ctx.settings.posts_per_week);
    const week = planWeek(performance, pace.posts, ctx.settings);
    const nicheOf = new Map(performance.niches.map(row => [row.niche, row]));
    const plan = week.rows
      .filter(row => row.posts > 0 || row.current_share > 0)
      .map(({ bound, ...row }) => ({
        ...row,
        reason: writeReason({ ...row, bound }, nicheOf.get(row.niche) as NicheRow, pace.posts, ctx.settings.max_share),
      }));
    const local = DateTime.fromJSDate(ctx.clock.now(), { zone: ctx.workspace.timeZone });
    const weekStart = local.startOf("week").plus({ weeks: 1 }).toISODate() ?? "";
    ctx.apply(session => keepPlan(session, plan, weekStart, origin));
    const reason = [compared.reason, writeBasis(performance), pace.reason].join(" ");
    const expected = writeExpected(week);
    const planned = plan.filter(row => row.posts > 0);
    ctx.output({
      kind: "brief",
      title: `Week of ${weekStart}: ${planned
        .slice(0, 3)
        .map(row => `${row.posts} × ${row.niche}`)
        .join(", ")}`,
      content: {
        format: "markdown",
        text: [
          `${expected} ${reason}`,
          "",
          ...plan.map(row => `- **${row.niche}**: ${writeCount(row.posts, "post")}. ${row.reason}`),
        ].join("\n"),
      },
      author: { kind: "engine", name: "content balance" },
      isUntrusted: true,
    });
    ctx.decide(
      "complete",
      `${writeCount(pace.posts, "post")} for the week of ${weekStart}: ${planned.map(row => `${row.posts} × ${row.niche}`).join(", ")}. ${expected}`,
      {
        data: {
          expected_lift: week.expected,
          current_lift: week.current,
          explore: plan.reduce((sum, row) => sum + row.explore_posts, 0),
        },
      },
    );
    return { week_start: weekStart, is_historical: isHistorical, posts: pace.posts, plan, expected, reason };
  },
});

/** How many posts to plan: as asked, at one's own pace of the period, or by the setting. */
function choosePace(asked: number | undefined, performance: Performance, fallback: number) {
  if (asked !== undefined) return { posts: asked, reason: "The number of posts was given." };
  const { ownPosts, fromMs, toMs } = performance;
  if (ownPosts === 0 || fromMs === null || toMs === null || toMs - fromMs < WEEK_MS)
    return { posts: fallback, reason: `Your own pace is not known, so ${writeCount(fallback, "post")} are planned.` };
  const posts = Math.min(500, Math.max(1, Math.round((ownPosts * WEEK_MS) / (toMs - fromMs))));
  return { posts, reason: `You published about ${writeCount(posts, "post")} a week.` };
}
