/** Owns how trends look in answers: the strength with its parts, the bursts and the posts behind them. */
import { z } from "zod";
import type { TrendListRow } from "#lib/db/trends.ts";
import { Moment, toMoment, toRecord } from "./fields.ts";

const Burst = z
  .object({
    from: Moment,
    to: Moment,
    posts: z.number(),
    expected: z.number().describe("Posts that were to be expected in that time"),
    ratio: z.number().describe("Posts over expected"),
  })
  .meta({ id: "TrendBurst" });

const TopPost = z
  .object({
    id: z.string(),
    platform: z.string(),
    account: z.string().nullable(),
    posted_at: Moment,
    engagement: z.number().describe("Likes, replies and shares"),
    body: z.string().describe("The beginning of it: words from outside"),
  })
  .meta({ id: "TrendPost" });

export const Trend = z
  .object({
    niche: z.string(),
    strength: z.number().describe("0 to 100"),
    parts: z.record(z.string(), z.number()).describe("Points that add up to the strength"),
    platforms: z.array(z.string()),
    post_count: z.number().int(),
    total_engagement: z.number().int(),
    avg_engagement: z.number(),
    bursts: z.array(Burst),
    top_posts: z.array(TopPost),
    task_id: z.string().describe("The task that found it"),
    detected_at: Moment.describe("End of the window it was found in"),
    updated_at: Moment,
  })
  .meta({ id: "Trend" });
export type Trend = z.infer<typeof Trend>;

export function describeTrend(row: TrendListRow): Trend {
  const parts = Object.entries(toRecord(row.parts)).filter((part): part is [string, number] => {
    return typeof part[1] === "number";
  });
  return {
    niche: row.niche,
    strength: row.trend_strength,
    parts: Object.fromEntries(parts),
    platforms: row.platforms,
    post_count: row.post_count,
    total_engagement: row.total_engagement,
    avg_engagement: row.avg_engagement,
    bursts: z.array(Burst).parse(row.bursts),
    top_posts: z.array(TopPost).parse(row.top_posts),
    task_id: row.task_id,
    detected_at: toMoment(row.detected_at),
    updated_at: toMoment(row.updated_at),
  };
}
