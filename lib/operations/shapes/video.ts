/** Owns how videos and their numbers over time look in answers. */
import { z } from "zod";
import type { VideoReadingRow, VideoRow } from "#lib/db/videos.ts";
import { Moment, toMoment, toMomentOrNull, toRecord } from "./fields.ts";

const Tag = z
  .object({
    value: z.string().nullable().describe("Null: nobody was sure enough"),
    probability: z.number().nullable().describe("How sure who gave it was; 1 for a person and a rule"),
    by: z.enum(["rule", "classifier", "person"]).nullable(),
    words: z.array(z.string()).describe("The words that decided"),
    likeliest: z.string().nullable().describe("What was most likely where nothing was sure enough"),
  })
  .meta({ id: "VideoTag" });
export type VideoTag = z.infer<typeof Tag>;

export const Video = z
  .object({
    id: z.string(),
    platform: z.string(),
    external_id: z.string(),
    channel_id: z.string().nullable(),
    channel_title: z.string().nullable(),
    title: z.string().describe("Words from outside, like the description and the tags"),
    published_at: Moment.nullable().describe("Null for an import that says only when it was seen"),
    duration_seconds: z.number().int().nullable(),
    category: z.string().nullable().describe("What the platform or the file calls it"),
    niche: Tag,
    offer: Tag,
    type: Tag,
    tagged_at: Moment.nullable(),
    views: z.number().int().nullable().describe("At the newest reading"),
    likes: z.number().int().nullable(),
    comments: z.number().int().nullable(),
    read_at: Moment.nullable().describe("When that reading was"),
    import_id: z.string().nullable(),
    is_sample: z.boolean(),
    created_at: Moment,
  })
  .meta({ id: "Video" });
export type Video = z.infer<typeof Video>;

export function describeVideo(row: VideoRow): Video {
  const reasons = toRecord(row.tag_reasons);
  return {
    id: row.id,
    platform: row.platform,
    external_id: row.external_id,
    channel_id: row.channel_id,
    channel_title: row.channel_title,
    title: row.title,
    published_at: toMomentOrNull(row.published_at),
    duration_seconds: row.duration_seconds,
    category: row.category,
    niche: { value: row.niche, probability: row.niche_probability, by: row.niche_by, ...readReason(reasons.niche) },
    offer: { value: row.offer, probability: row.offer_probability, by: row.offer_by, ...readReason(reasons.offer) },
    type: { value: row.type, probability: row.type_probability, by: row.type_by, ...readReason(reasons.type) },
    tagged_at: toMomentOrNull(row.tagged_at),
    views: row.views,
    likes: row.likes,
    comments: row.comments,
    read_at: toMomentOrNull(row.read_at),
    import_id: row.import_id,
    is_sample: row.is_sample,
    created_at: toMoment(row.created_at),
  };
}

function readReason(reason: unknown): Pick<VideoTag, "words" | "likeliest"> {
  const { words, likeliest } = toRecord(reason);
  return {
    words: Array.isArray(words) ? words.filter(word => typeof word === "string") : [],
    likeliest: typeof likeliest === "string" ? likeliest : null,
  };
}

export const VideoReading = z
  .object({
    read_at: Moment,
    views: z.number().int().nullable().describe("Null: hidden or not told"),
    likes: z.number().int().nullable(),
    comments: z.number().int().nullable(),
  })
  .meta({ id: "VideoReading" });
export type VideoReading = z.infer<typeof VideoReading>;

export function describeVideoReading(row: VideoReadingRow): VideoReading {
  return { read_at: toMoment(row.read_at), views: row.views, likes: row.likes, comments: row.comments };
}
