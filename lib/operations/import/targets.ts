/** Owns the names of everything a column of a file can become. */
import { z } from "zod";

export const importKinds = ["contacts", "posts", "videos", "creators", "creator_posts"] as const;
export type ImportKind = (typeof importKinds)[number];

export const ImportTarget = z
  .enum([
    "name",
    "email",
    "phone",
    "company",
    "job_title",
    "time_zone",
    "external_id",
    "outcome",
    "last_interaction_at",
    "interactions",
    "email_consent",
    "attribute",
    "posted_at",
    "body",
    "platform",
    "account",
    "niche",
    "likes",
    "replies",
    "shares",
    "views",
    "title",
    "channel_id",
    "channel_title",
    "description",
    "tags",
    "published_at",
    "duration_seconds",
    "category",
    "offer",
    "type",
    "read_at",
    "comments",
    "handle",
    "followers",
    "engagement_rate",
    "url",
    "ignore",
  ])
  .meta({ id: "ImportTarget" });
export type ImportTarget = z.infer<typeof ImportTarget>;
