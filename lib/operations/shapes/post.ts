/** Owns how posts and what they reached look in answers. */
import { z } from "zod";
import type { PostReadingRow, PostRow } from "#lib/db/posts.ts";
import { Moment, toMoment } from "./fields.ts";

export const Post = z
  .object({
    id: z.string(),
    external_id: z.string().nullable(),
    platform: z.string(),
    account: z.string().nullable(),
    posted_at: Moment,
    body: z.string().describe("Words from outside, unless it is the workspace's own"),
    niche: z.string().nullable(),
    likes: z.number().int().nullable().describe("Null: nobody told"),
    replies: z.number().int().nullable(),
    shares: z.number().int().nullable(),
    views: z.number().int().nullable(),
    is_own: z.boolean().describe("Published through this workspace"),
    import_id: z.string().nullable(),
    is_sample: z.boolean(),
  })
  .meta({ id: "Post" });
export type Post = z.infer<typeof Post>;

export function describePost(row: PostRow): Post {
  return {
    id: row.id,
    external_id: row.external_id,
    platform: row.platform,
    account: row.account,
    posted_at: toMoment(row.posted_at),
    body: row.body,
    niche: row.niche,
    likes: row.likes,
    replies: row.replies,
    shares: row.shares,
    views: row.views,
    is_own: row.is_own,
    import_id: row.import_id,
    is_sample: row.is_sample,
  };
}

export const PostReading = z
  .object({
    id: z.string(),
    measured_at: Moment,
    impressions: z.number().int().nullable(),
    likes: z.number().int().nullable(),
    replies: z.number().int().nullable(),
    shares: z.number().int().nullable(),
    clicks: z.number().int().nullable(),
    source: z.string().describe("The connection that was read; hand and import for what people enter"),
  })
  .meta({ id: "PostReading" });
export type PostReading = z.infer<typeof PostReading>;

export function describePostReading(row: PostReadingRow): PostReading {
  return {
    id: row.id,
    measured_at: toMoment(row.measured_at),
    impressions: row.impressions,
    likes: row.likes,
    replies: row.replies,
    shares: row.shares,
    clicks: row.clicks,
    source: row.source,
  };
}
