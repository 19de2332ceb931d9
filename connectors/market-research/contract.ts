/** Owns the shapes of the market research interface, version 1, as docs/guides/market-research.md describes it. */
import { z } from "zod";
import type { CreatorPostReading, CreatorReading } from "#lib/kernel/readings.ts";

/** A text without what no database column can hold. */
const Text = (longest: number) =>
  z
    .string()
    .transform(text => text.replaceAll("\u0000", "").toWellFormed())
    .pipe(z.string().min(1).max(longest));
const Id = Text(200);
const Platform = Text(40);
const Count = z.int().min(0).nullable().default(null);
const Link = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .nullable()
  .default(null);

const WireCreator = z.object({
  id: Id,
  platform: Platform,
  handle: Text(200),
  name: Text(200).nullable().default(null),
  niche: Text(200),
  followers: Count,
  engagement_rate: z.number().min(0).max(1).nullable().default(null),
  url: Link,
});

const WirePost = z.object({
  id: Id,
  platform: Platform,
  creator_id: Id,
  niche: Text(200),
  text: Text(20_000),
  posted_at: z.iso.datetime({ offset: true }),
  likes: Count,
  replies: Count,
  shares: Count,
  views: Count,
  url: Link,
});

const Cursor = z.string().min(1).max(1_000).nullable();

/** Fields that are not known here are left out: the interface may grow. */
export const CreatorPage = z.object({ data: z.array(WireCreator).max(500), next_cursor: Cursor });
export const PostPage = z.object({ data: z.array(WirePost).max(500), next_cursor: Cursor });
export const Account = z.object({ account: Text(200) });

export function toCreatorReading(wire: z.output<typeof WireCreator>): CreatorReading {
  return {
    externalId: wire.id,
    platform: wire.platform.toLowerCase(),
    handle: wire.handle,
    name: wire.name ?? wire.handle,
    niche: wire.niche,
    followers: wire.followers,
    engagementRate: wire.engagement_rate,
    url: wire.url,
  };
}

export function toPostReading(wire: z.output<typeof WirePost>): CreatorPostReading {
  return {
    externalId: wire.id,
    platform: wire.platform.toLowerCase(),
    creatorId: wire.creator_id,
    niche: wire.niche,
    body: wire.text,
    postedAt: new Date(wire.posted_at),
    likes: wire.likes,
    replies: wire.replies,
    shares: wire.shares,
    views: wire.views,
    url: wire.url,
  };
}
