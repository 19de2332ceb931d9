/** Owns the keeping of what a run found. What a creator said before stays where nothing newer is known. */
import { createId } from "#lib/core/ids.ts";
import { upsertCreatorPosts, upsertCreators } from "#lib/db/creators.ts";
import type { Session } from "#lib/db/database.ts";
import type { ObservedCreator } from "./ranking.ts";
import { type Findings, keepLast } from "./research.ts";

/** Writes the creators and posts that were read, and the accounts that were only seen in posts. */
export async function keepFindings(
  session: Session,
  workspaceId: string,
  readAt: Date,
  { creators, posts }: Findings,
  seen: readonly ObservedCreator[],
): Promise<void> {
  const origin = { source: "market-research", importId: null, isSample: false, readAt } as const;
  for (const group of Map.groupBy(creators, creator => creator.niche).values())
    await upsertCreators(session, workspaceId, keepLast(group), origin);
  await upsertCreatorPosts(session, workspaceId, keepLast(posts), origin);
  const accounts = seen.map(({ platform, handle }) => ({
    id: createId(),
    platform,
    handle,
    external_id: null,
    name: null,
    niche: null,
    followers: null,
    engagement_rate: null,
    url: null,
  }));
  await upsertCreators(session, workspaceId, keepLast(accounts), { ...origin, source: "posts" });
}
