/** Owns what a run looks at: the words for it, and what was just read joined with what is already here. */
import { foldHandle } from "#lib/db/creators.ts";
import type { ObservedCreator } from "./ranking.ts";
import type { Findings } from "./research.ts";

/** "in boxing on tiktok"; "overall" when nothing narrows it. */
export function describeSelection({ platform, niche }: { platform?: string; niche?: string }): string {
  const parts = [niche === undefined ? null : `in ${niche}`, platform === undefined ? null : `on ${platform}`];
  return parts.filter(part => part !== null).join(" ") || "overall";
}

/** Known creators with the facts that were just read; a post that was just read counts beside those already here. */
export function addFindings(known: readonly ObservedCreator[], found: Findings, mostPosts: number): ObservedCreator[] {
  const keyOf = (platform: string, handle: string) => `${platform} ${foldHandle(handle)}`;
  const byKey = new Map(known.map(creator => [keyOf(creator.platform, creator.key), creator]));
  const byForeignId = new Map<string, string>();
  for (const creator of found.creators) {
    const key = keyOf(creator.platform, creator.handle);
    const before = byKey.get(key);
    const niches = new Set([...(before?.niches ?? []), ...(creator.niche === null ? [] : [creator.niche])]);
    byKey.set(key, {
      platform: creator.platform,
      key: foldHandle(creator.handle),
      handle: creator.handle,
      name: creator.name ?? creator.handle,
      niches: [...niches],
      followers: creator.followers ?? before?.followers ?? null,
      engagementRate: creator.engagement_rate ?? before?.engagementRate ?? null,
      source: "market-research",
      isKnown: true,
      reactions: before?.reactions ?? [],
    });
    if (creator.external_id !== null) byForeignId.set(`${creator.platform} ${creator.external_id}`, key);
  }
  const fresh = Map.groupBy(found.posts, post => byForeignId.get(`${post.platform} ${post.creator_external_id}`));
  for (const [key, posts] of fresh) {
    const creator = key === undefined ? undefined : byKey.get(key);
    if (key === undefined || creator === undefined) continue;
    const reactions = posts.map(({ likes, replies, shares }) => (likes ?? 0) + (replies ?? 0) + (shares ?? 0));
    // What was read before may hold the same posts; counting them twice would only make the figure look surer than it is.
    const longer = reactions.length >= creator.reactions.length ? reactions : creator.reactions;
    byKey.set(key, { ...creator, reactions: longer.slice(0, mostPosts) });
  }
  return [...byKey.values()];
}
