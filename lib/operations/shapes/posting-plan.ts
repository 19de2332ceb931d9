/** Owns how the learned hours and the recommended mix look in answers. */
import { z } from "zod";
import type { PostingWindowRow, readLatestPerformance, readLatestPlan } from "#lib/db/posting-plans.ts";
import { Moment, toMoment } from "./fields.ts";

/** Deviations on either side of the mean that hold 80 % of a normal distribution. */
const deviationsOf80Percent = 1.2816;
const toPercent = (lift: number) => Math.round(1000 * Math.expm1(lift)) / 10;

export const PostingWindow = z
  .object({
    platform: z.string(),
    day_of_week: z.number().int().describe("1 is Monday"),
    hour: z.number().int(),
    percent: z.number().describe("Expected percent over what is usual: the posterior mean"),
    percent_low: z.number().describe("80 % likely to lie between this and percent_high"),
    percent_high: z.number(),
    best_share: z.number().describe("Probability that it is the best hour of its platform's week"),
    posts: z.number().int().describe("Posts that it was learned from; 0 when its hour and its day alone tell"),
    time_zone: z.string().describe("The zone of day and hour"),
    as_of: Moment,
    task_id: z.string().nullable().describe("The task that learned it"),
  })
  .meta({ id: "PostingWindow" });
export type PostingWindow = z.infer<typeof PostingWindow>;

export function describePostingWindow(row: PostingWindowRow): PostingWindow {
  const reach = deviationsOf80Percent * row.lift_sd;
  return {
    platform: row.platform,
    day_of_week: row.day_of_week,
    hour: row.hour,
    percent: toPercent(row.lift),
    percent_low: toPercent(row.lift - reach),
    percent_high: toPercent(row.lift + reach),
    best_share: row.best_share,
    posts: row.posts,
    time_zone: row.time_zone,
    as_of: toMoment(row.as_of),
    task_id: row.task_id,
  };
}

const CalendarDay = z.string().meta({ format: "date" });

const Planned = z
  .object({
    niche: z.string(),
    posts: z.number().int().describe("How many are recommended for the week"),
    explore_posts: z.number().int().describe("How many of them are there to learn rather than to gain"),
    current_share: z.number().describe("Its share of the posts so far"),
    reason: z.string(),
  })
  .meta({ id: "PlannedNiche" });

const Performance = z
  .object({
    niche: z.string(),
    is_discovered: z.boolean().describe("A term found in posts without a label"),
    posts: z.number().int(),
    engagement: z.number().int(),
    percent: z
      .number()
      .describe("Percent over what its accounts usually get, pulled to the mean the fewer posts there are"),
    percent_low: z.number().describe("80 % likely to lie between this and percent_high"),
    percent_high: z.number(),
    percent_raw: z.number().describe("The figure before that pull"),
    kept: z.number().describe("Share of its own result that survives the pull"),
    above_usual: z.number().describe("Share of posts that did better than usual"),
  })
  .meta({ id: "NichePerformance" });

export const ContentMix = z
  .object({
    plan: z
      .object({ week_start: CalendarDay, task_id: z.string().nullable(), niches: z.array(Planned) })
      .nullable()
      .describe("The latest recommendation, most posts first; null before the first"),
    performance: z
      .object({
        period_start: CalendarDay,
        period_end: CalendarDay,
        task_id: z.string().nullable(),
        niches: z.array(Performance),
      })
      .nullable()
      .describe("How niches did in the latest period that was measured, best first"),
  })
  .meta({ id: "ContentMix" });
export type ContentMix = z.infer<typeof ContentMix>;

export function describeContentMix(
  plan: Awaited<ReturnType<typeof readLatestPlan>>,
  performance: Awaited<ReturnType<typeof readLatestPerformance>>,
): ContentMix {
  const [first] = plan;
  const [best] = performance;
  return {
    plan:
      first === undefined
        ? null
        : {
            week_start: first.week_start,
            task_id: first.task_id,
            niches: plan.map(({ niche, posts, explore_posts, current_share, reason }) => {
              return { niche, posts, explore_posts, current_share, reason };
            }),
          },
    performance:
      best === undefined
        ? null
        : {
            period_start: best.period_start,
            period_end: best.period_end,
            task_id: best.task_id,
            niches: performance.map(row => ({
              niche: row.niche,
              is_discovered: row.is_discovered,
              posts: row.posts,
              engagement: row.engagement,
              percent: toPercent(row.lift),
              percent_low: toPercent(row.lift_low),
              percent_high: toPercent(row.lift_high),
              percent_raw: toPercent(row.raw_lift),
              kept: row.kept,
              above_usual: row.above_usual,
            })),
          },
  };
}
