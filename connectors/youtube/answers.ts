/** Owns what is read of the answers of YouTube's Data API v3, and how a reading is made of them. Refuses answers of another kind. */
import { Duration } from "luxon";
import { z } from "zod";
import type { ChannelReading, VideoReading } from "#lib/kernel/readings.ts";

/** Counts come as texts and are left out where a channel hides them. */
const Count = z.string().regex(/^\d+$/).transform(Number).optional();

export const ChannelList = z.object({
  kind: z.literal("youtube#channelListResponse"),
  items: z
    .array(
      z.object({
        id: z.string(),
        snippet: z.object({ title: z.string() }).optional(),
        statistics: z
          .object({
            viewCount: Count,
            subscriberCount: Count,
            hiddenSubscriberCount: z.boolean().optional(),
            videoCount: Count,
          })
          .optional(),
        contentDetails: z.object({ relatedPlaylists: z.object({ uploads: z.string().optional() }) }).optional(),
      }),
    )
    .default([]),
});

export const PlaylistItemList = z.object({
  kind: z.literal("youtube#playlistItemListResponse"),
  nextPageToken: z.string().optional(),
  items: z.array(z.object({ contentDetails: z.object({ videoId: z.string() }) })).default([]),
});

export const VideoList = z.object({
  kind: z.literal("youtube#videoListResponse"),
  items: z
    .array(
      z.object({
        id: z.string(),
        snippet: z.object({
          publishedAt: z.iso.datetime({ offset: true }),
          channelId: z.string(),
          channelTitle: z.string(),
          title: z.string(),
          description: z.string().default(""),
          tags: z.array(z.string()).default([]),
        }),
        contentDetails: z.object({ duration: z.string().optional() }).optional(),
        statistics: z.object({ viewCount: Count, likeCount: Count, commentCount: Count }).optional(),
      }),
    )
    .default([]),
});

export const LanguageList = z.object({ kind: z.literal("youtube#i18nLanguageListResponse") });

/** Why a call was refused: `error.errors[].reason` of the v3 form, `error.details[].reason` of the newer one. */
const Reason = z.object({ reason: z.string().optional() });
export const Refusal = z.object({
  error: z.object({ errors: z.array(Reason).default([]), details: z.array(Reason).default([]) }),
});

type Channel = z.infer<typeof ChannelList>["items"][number];
type Video = z.infer<typeof VideoList>["items"][number];

export function toChannelReading({ id, snippet, statistics }: Channel): ChannelReading {
  const isHidden = statistics?.hiddenSubscriberCount === true;
  return {
    externalId: id,
    title: snippet?.title ?? id,
    subscribers: isHidden ? null : (statistics?.subscriberCount ?? null),
    videos: statistics?.videoCount ?? null,
    views: statistics?.viewCount ?? null,
  };
}

export function toVideoReading({ id, snippet, contentDetails, statistics }: Video): VideoReading {
  return {
    externalId: id,
    channelId: snippet.channelId,
    channelTitle: snippet.channelTitle,
    title: snippet.title,
    description: snippet.description,
    tags: snippet.tags,
    publishedAt: new Date(snippet.publishedAt),
    durationSeconds: readSeconds(contentDetails?.duration),
    views: statistics?.viewCount ?? null,
    likes: statistics?.likeCount ?? null,
    comments: statistics?.commentCount ?? null,
  };
}

/** An ISO 8601 duration in seconds; null for none, and for P0D, which stands for a broadcast that has not ended. */
function readSeconds(text: string | undefined): number | null {
  if (text === undefined) return null;
  const duration = Duration.fromISO(text);
  const seconds = duration.isValid ? Math.round(duration.as("seconds")) : 0;
  return seconds > 0 ? seconds : null;
}
