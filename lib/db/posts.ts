/** Owns the queries over posts: lists newest first, what each had reached when it was read, and bulk writes of one statement. */
import { type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import { comesAfter, readMomentKey, writeMomentKey } from "./keyset.ts";
import { prefixRange } from "./prefix-range.ts";
import type { PostMetrics, Posts } from "./types.gen.ts";

export type PostRow = Omit<Selectable<Posts>, "account_key">;

export type PostFilter = {
  platform?: string;
  niche?: string;
  /** Beginning of an account, in any case, with or without the @. */
  search?: string;
  /** Only those published through the workspace, or only the others. */
  isOwn?: boolean;
};

const columns = [
  "id",
  "workspace_id",
  "external_id",
  "platform",
  "account",
  "posted_at",
  "body",
  "niche",
  "likes",
  "replies",
  "shares",
  "views",
  "import_id",
  "is_own",
  "is_sample",
  "created_at",
] as const;

/** Posts, the latest posted first; `posted_key` is what the next page comes after, with the id. */
export function listPosts(
  session: Session,
  workspaceId: string,
  filter: PostFilter,
  page: { limit: number; after?: readonly [postedKey: number, id: string] },
): Promise<(PostRow & { posted_key: number })[]> {
  const { from, until } = prefixRange((filter.search ?? "").replace(/^@+/, "").toLowerCase());
  return session
    .selectFrom("posts")
    .select(columns)
    .select(writeMomentKey("posted_at").as("posted_key"))
    .where("workspace_id", "=", workspaceId)
    .$if(filter.platform !== undefined, query => query.where("platform", "=", filter.platform as string))
    .$if(filter.niche !== undefined, query => query.where("niche", "=", filter.niche as string))
    .$if(from !== "", query => query.where("account_key", ">=", from).where("account_key", "<", until))
    .$if(filter.isOwn !== undefined, query =>
      query.where(filter.isOwn === true ? sql<boolean>`is_own` : sql<boolean>`not is_own`),
    )
    .$if(page.after !== undefined, query => {
      const [key, id] = page.after as readonly [number, string];
      return query.where(comesAfter("posted_at", readMomentKey(key), id));
    })
    .orderBy("posted_at", "desc")
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

export function findPost(session: Session, workspaceId: string, id: string): Promise<PostRow | undefined> {
  return session
    .selectFrom("posts")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export type PostReadingRow = Selectable<PostMetrics>;

/** What a post had reached each time it was read, latest first. */
export function listPostReadings(
  session: Session,
  workspaceId: string,
  postId: string,
  limit: number,
): Promise<PostReadingRow[]> {
  return session
    .selectFrom("post_metrics")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("post_id", "=", postId)
    .orderBy("measured_at", "desc")
    .limit(limit)
    .execute();
}

/** One post of a bulk write. */
export type BulkPost = {
  id: string;
  external_id: string | null;
  platform: string;
  account: string | null;
  posted_at: string;
  body: string;
  niche: string | null;
  likes: number | null;
  replies: number | null;
  shares: number | null;
  views: number | null;
};

/**
 * Inserts posts in one statement. A post with the platform and foreign id of an existing one brings its figures up to date.
 * The rows must not name the same post twice. Returns how many were new and how many updated.
 */
export async function upsertPosts(
  session: Session,
  workspaceId: string,
  rows: readonly BulkPost[],
  origin: { importId: string | null; isSample: boolean },
): Promise<{ inserted: number; updated: number }> {
  if (rows.length === 0) return { inserted: 0, updated: 0 };
  const { rows: kept } = await sql<{ id: string }>`
    insert into posts (id, workspace_id, external_id, platform, account, posted_at, body, niche, likes, replies, shares, views,
                       import_id, is_sample)
    select r.id, ${workspaceId}::uuid, r.external_id, r.platform, r.account, r.posted_at, r.body, r.niche, r.likes, r.replies,
           r.shares, r.views, ${origin.importId}::uuid, ${origin.isSample}::boolean
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, external_id text, platform text, account text, posted_at timestamptz, body text, niche text, likes bigint,
           replies bigint, shares bigint, views bigint)
    on conflict (workspace_id, platform, external_id) where external_id is not null do update set
      account = coalesce(excluded.account, posts.account), posted_at = excluded.posted_at, body = excluded.body,
      niche = coalesce(excluded.niche, posts.niche), likes = coalesce(excluded.likes, posts.likes),
      replies = coalesce(excluded.replies, posts.replies), shares = coalesce(excluded.shares, posts.shares),
      views = coalesce(excluded.views, posts.views), import_id = excluded.import_id
    returning id`.execute(session);
  const sent = new Set(rows.map(row => row.id));
  const inserted = kept.filter(row => sent.has(row.id)).length;
  return { inserted, updated: kept.length - inserted };
}
