/** Owns the reading of creators, most followed first, and of what they posted. */
import { type Selectable, sql } from "kysely";
import { foldHandle } from "./creators.ts";
import type { Session } from "./database.ts";
import { comesAfter, readNullsLast } from "./keyset.ts";
import { prefixRange } from "./prefix-range.ts";
import type { CreatorPosts, Creators } from "./types.gen.ts";

export type CreatorRow = Omit<Selectable<Creators>, "handle_key">;
export type CreatorPostRow = Selectable<CreatorPosts>;

export type CreatorFilter = {
  platform?: string;
  niche?: string;
  /** Beginning of a handle, in any case, with or without the @. */
  search?: string;
};

const columns = [
  "id",
  "workspace_id",
  "platform",
  "handle",
  "external_id",
  "name",
  "niches",
  "followers",
  "engagement_rate",
  "url",
  "source",
  "read_at",
  "is_untrusted",
  "import_id",
  "is_sample",
  "created_at",
  "updated_at",
] as const;

/** Creators by followers, those whose followers nobody told last; the page after comes after followers and id. */
export function listCreators(
  session: Session,
  workspaceId: string,
  filter: CreatorFilter,
  page: { limit: number; after?: readonly [followers: number | null, id: string] },
): Promise<CreatorRow[]> {
  const { from, until } = prefixRange(foldHandle(filter.search ?? ""));
  const base = session
    .selectFrom("creators")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .$if(filter.platform !== undefined, query => query.where("platform", "=", filter.platform as string))
    .$if(filter.niche !== undefined, query => query.where(sql<boolean>`niches @> array[${filter.niche}::text]`))
    .$if(from !== "", query => query.where("handle_key", ">=", from).where("handle_key", "<", until));
  return readNullsLast(page, ({ hasKey, after, limit }) => {
    const [followers, id] = after ?? [];
    return base
      .where("followers", hasKey ? "is not" : "is", null)
      .$if(id !== undefined && hasKey, query =>
        query.where(comesAfter("followers", sql`${followers}::bigint`, id as string)),
      )
      .$if(id !== undefined && !hasKey, query => query.where("id", "<", id as string))
      .orderBy(sql`followers desc nulls last`)
      .orderBy("id", "desc")
      .limit(limit)
      .execute();
  });
}

export function findCreator(session: Session, workspaceId: string, id: string): Promise<CreatorRow | undefined> {
  return session
    .selectFrom("creators")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** The latest posts of a creator. */
export function listPostsOfCreator(
  session: Session,
  workspaceId: string,
  creatorId: string,
  limit: number,
): Promise<CreatorPostRow[]> {
  return session
    .selectFrom("creator_posts")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("creator_id", "=", creatorId)
    .orderBy("posted_at", "desc")
    .limit(limit)
    .execute();
}
