/**
 * Owns what agents may read from vendors: one port per capability that can be read. Never used for effects.
 * Every call takes a signal, and throws an AppError: `limit-reached` with `retryAfterMs` when a quota or rate is used up,
 * `unavailable` or `timeout` when the vendor does not answer, `forbidden` when it refuses the credentials, `invalid` when its
 * answer is not what its contract says.
 */
import type { Capability } from "./effects.ts";

export type CallOptions = { signal: AbortSignal };

/** A page of readings; `nextCursor` is null on the last one. */
export type Page<T> = { items: T[]; nextCursor: string | null };

export type ChannelReading = {
  externalId: string;
  title: string;
  /** Null where the channel hides it. */
  subscribers: number | null;
  videos: number | null;
  views: number | null;
};

export type VideoReading = {
  externalId: string;
  channelId: string;
  channelTitle: string;
  title: string;
  description: string;
  tags: string[];
  publishedAt: Date;
  durationSeconds: number | null;
  views: number | null;
  likes: number | null;
  comments: number | null;
};

/** `video-stats`: what a channel has published and how it did. */
export type VideoStatsReader = {
  /** A channel by its id (`UC…`) or handle (`@name`); null when there is none. */
  readChannel(channel: string, options: CallOptions): Promise<ChannelReading | null>;
  /** A channel's videos, newest first, with their numbers now. */
  listVideos(query: { channelId: string; cursor: string | null }, options: CallOptions): Promise<Page<VideoReading>>;
};

export type CreatorReading = {
  externalId: string;
  platform: string;
  handle: string;
  name: string;
  niche: string;
  followers: number | null;
  /** Mean reactions per post over followers, 0 to 1; null when unknown. */
  engagementRate: number | null;
  url: string | null;
};

export type CreatorPostReading = {
  externalId: string;
  platform: string;
  creatorId: string;
  niche: string;
  body: string;
  postedAt: Date;
  likes: number | null;
  replies: number | null;
  shares: number | null;
  views: number | null;
  url: string | null;
};

/** `market-research`: who and what leads a niche on a platform. */
export type MarketResearchReader = {
  listCreators(
    query: { platform: string; niche: string; cursor: string | null },
    options: CallOptions,
  ): Promise<Page<CreatorReading>>;
  listPosts(
    query: { platform: string; niche: string; cursor: string | null },
    options: CallOptions,
  ): Promise<Page<CreatorPostReading>>;
};

/** What one published post has reached. Null where the vendor does not tell. */
export type PostMetricsReading = {
  /** The vendor's id, as its delivery recorded it. */
  vendorId: string;
  impressions: number | null;
  likes: number | null;
  replies: number | null;
  shares: number | null;
  clicks: number | null;
};

/** `post`: how published posts did. */
export type PostMetricsReader = {
  /** Readings of those the vendor knows, in any order. At most 100 ids a call. */
  readMetrics(vendorIds: readonly string[], options: CallOptions): Promise<PostMetricsReading[]>;
};

export type Scene = {
  /** How long it stands, in milliseconds. */
  durationMs: number;
  headline: string;
  body: string;
  /** What is shown as the caption while it stands. */
  caption: string;
};

export type RenderJob = {
  title: string;
  scenes: readonly Scene[];
  width: number;
  height: number;
  framesPerSecond: number;
  theme: { background: string; foreground: string; accent: string };
};

export type RenderedVideo = {
  mimeType: "video/mp4";
  bytes: Uint8Array;
  durationMs: number;
  frames: number;
  width: number;
  height: number;
  /** The captions as WebVTT. */
  captions: string;
};

/** `render`: a video from scenes. Makes a file in the house; nothing leaves. */
export type VideoRenderer = {
  render(job: RenderJob, options: CallOptions & { onProgress?: (share: number) => void }): Promise<RenderedVideo>;
};

export type Readers = {
  "video-stats": VideoStatsReader;
  "market-research": MarketResearchReader;
  post: PostMetricsReader;
  render: VideoRenderer;
};

/** A capability that can be read. */
export type ReadableCapability = keyof Readers & Capability;
