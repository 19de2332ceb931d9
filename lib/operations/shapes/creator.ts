/** Owns how creators and what they post look in answers. */
import { z } from "zod";
import type { CreatorPostRow, CreatorRow } from "#lib/db/creator-lists.ts";
import { Moment, toMoment } from "./fields.ts";

const Source = z.enum(["import", "market-research", "posts"]).meta({ id: "CreatorSource" });

export const Creator = z
  .object({
    id: z.string(),
    platform: z.string(),
    handle: z.string(),
    name: z.string().describe("What it says of itself: words from outside"),
    external_id: z.string().nullable(),
    niches: z.array(z.string()).describe("Every niche it was seen in"),
    followers: z.number().int().nullable(),
    engagement_rate: z.number().nullable().describe("Reactions per post over followers: 0.03 is 3 %"),
    url: z.string().nullable(),
    source: Source,
    read_at: Moment,
    import_id: z.string().nullable(),
    is_sample: z.boolean(),
  })
  .meta({ id: "Creator" });
export type Creator = z.infer<typeof Creator>;

export function describeCreator(row: CreatorRow): Creator {
  return {
    id: row.id,
    platform: row.platform,
    handle: row.handle,
    name: row.name,
    external_id: row.external_id,
    niches: row.niches,
    followers: row.followers,
    engagement_rate: row.engagement_rate,
    url: row.url,
    source: row.source,
    read_at: toMoment(row.read_at),
    import_id: row.import_id,
    is_sample: row.is_sample,
  };
}

export const CreatorPost = z
  .object({
    id: z.string(),
    external_id: z.string(),
    niche: z.string().nullable(),
    body: z.string().describe("Words from outside"),
    posted_at: Moment,
    likes: z.number().int().nullable(),
    replies: z.number().int().nullable(),
    shares: z.number().int().nullable(),
    views: z.number().int().nullable(),
    url: z.string().nullable(),
    source: Source,
    read_at: Moment,
  })
  .meta({ id: "CreatorPost" });
export type CreatorPost = z.infer<typeof CreatorPost>;

export function describeCreatorPost(row: CreatorPostRow): CreatorPost {
  return {
    id: row.id,
    external_id: row.external_id,
    niche: row.niche,
    body: row.body,
    posted_at: toMoment(row.posted_at),
    likes: row.likes,
    replies: row.replies,
    shares: row.shares,
    views: row.views,
    url: row.url,
    source: row.source,
    read_at: toMoment(row.read_at),
  };
}
