/** Owns the reading of channels page by durable page, within a limit of pages. Invents nothing. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { BulkVideo } from "#lib/db/videos.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import type { YouTubeSettings } from "./settings.ts";

type Context = TaskContext<YouTubeSettings>;
export type VideoReader = NonNullable<Awaited<ReturnType<typeof openVideoReader>>>;
type VideoReading = Awaited<ReturnType<VideoReader["listVideos"]>>["items"][number];

export type ChannelEnd = {
  channel: string;
  title: string | null;
  subscribers: number | null;
  videos: number;
  end: "complete" | "page-limit" | "quota" | "unknown";
};
export type ChannelFindings = { rows: BulkVideo[]; pages: number; channels: ChannelEnd[] };

const LONGEST_TITLE = 500;
/** A run keeps every page it has read until it ends: an offer stands at the top of a description, links and credits below. */
const LONGEST_DESCRIPTION = 1_000;

/** What lets videos be read, or null when nothing is connected. */
export function openVideoReader(ctx: Context) {
  return ctx.capability("video-stats");
}

/** Reads each channel's newest videos. Ends early, with what there is, when the quota is used up. */
export async function readChannels(
  ctx: Context,
  reader: VideoReader,
  channels: readonly string[],
): Promise<ChannelFindings> {
  const found: ChannelFindings = { rows: [], pages: 0, channels: [] };
  for (const channel of channels) {
    const mayEnd = found.channels.length > 0;
    const end = await readChannel(ctx, reader, channel, found, mayEnd);
    found.channels.push(end);
    if (end.end === "quota") break;
  }
  return found;
}

async function readChannel(
  ctx: Context,
  reader: VideoReader,
  channel: string,
  found: ChannelFindings,
  mayEnd: boolean,
): Promise<ChannelEnd> {
  const { signal } = ctx;
  const known = await ctx.step(`channel ${channel}`, () =>
    endAtLimit(mayEnd, () => reader.readChannel(channel, { signal })),
  );
  const unread = { channel, title: null, subscribers: null, videos: 0 };
  if (known === "limited") return { ...unread, end: "quota" };
  if (known === null) return { ...unread, end: "unknown" };
  const { externalId: channelId, title, subscribers } = known;
  const from = found.rows.length;
  const finish = (end: ChannelEnd["end"]) => ({ channel, title, subscribers, videos: found.rows.length - from, end });
  let cursor: string | null = null;
  for (let page = 1; page <= ctx.settings.pages_per_channel && found.pages < ctx.settings.pages_per_run; page++) {
    const place = cursor;
    // Once anything was read the quota ends the reading; before that the run is taken up again when it resets.
    const isAnythingRead = found.rows.length > 0;
    const got = await ctx.step(`page ${page} of ${channelId}`, () =>
      endAtLimit(isAnythingRead, async () => {
        const { items, nextCursor } = await reader.listVideos({ channelId, cursor: place }, { signal });
        const readAt = ctx.clock.now().toISOString();
        return { rows: items.map(item => toBulkVideo(item, readAt)), nextCursor };
      }),
    );
    if (got === "limited") return finish("quota");
    found.pages += 1;
    found.rows.push(...got.rows);
    cursor = got.nextCursor;
    if (cursor === null) return finish("complete");
  }
  return finish("page-limit");
}

async function endAtLimit<T>(mayEnd: boolean, read: () => Promise<T>): Promise<T | "limited"> {
  try {
    return await read();
  } catch (error) {
    if (mayEnd && error instanceof AppError && error.code === "limit-reached") return "limited";
    throw error;
  }
}

function toBulkVideo(video: VideoReading, readAt: string): BulkVideo {
  return {
    id: createId(),
    platform: "youtube",
    external_id: video.externalId,
    channel_id: video.channelId,
    channel_title: clean(video.channelTitle, LONGEST_TITLE),
    title: clean(video.title, LONGEST_TITLE) || video.externalId,
    description: clean(video.description, LONGEST_DESCRIPTION),
    tags: video.tags.map(tag => clean(tag, LONGEST_TITLE)),
    published_at: video.publishedAt.toISOString(),
    duration_seconds: video.durationSeconds,
    category: null,
    niche: null,
    offer: null,
    type: null,
    read_at: readAt,
    views: video.views,
    likes: video.likes,
    comments: video.comments,
  };
}

/** What the database can hold: no NUL, no half of a character. */
function clean(text: string, longest: number): string {
  return text.replaceAll("\u0000", "").slice(0, longest).toWellFormed();
}
