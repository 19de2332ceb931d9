/** Owns the writing of creators and their posts in bulk, from imports and from the creators agent alike. */
import { sql } from "kysely";
import type { Session } from "./database.ts";
import type { CreatorSource } from "./types.gen.ts";

/** One creator of a bulk write. Null leaves a field of a known creator as it is. */
export type BulkCreator = {
  id: string;
  platform: string;
  handle: string;
  external_id: string | null;
  name: string | null;
  niche: string | null;
  followers: number | null;
  /** Mean reactions per post over followers: 0.03 for 3 %. */
  engagement_rate: number | null;
  url: string | null;
};

/** One post of a bulk write. It belongs to the creator with its handle, or with its creator's foreign id. */
export type BulkCreatorPost = {
  id: string;
  platform: string;
  external_id: string;
  handle: string | null;
  creator_external_id: string | null;
  niche: string | null;
  body: string;
  /** ISO text. */
  posted_at: string;
  likes: number | null;
  replies: number | null;
  shares: number | null;
  views: number | null;
  url: string | null;
};

export type CreatorOrigin = { source: CreatorSource; importId: string | null; isSample: boolean; readAt: Date };

/** A handle as it is compared: in lower case, without the @. */
export function foldHandle(handle: string): string {
  return handle.replace(/^@+/, "").toLowerCase();
}

/**
 * Inserts creators in one statement; a known platform and handle brings its facts up to date and adds its niche. An account
 * that was only seen in posts changes nothing about a creator that is known.
 * The rows must not name the same creator twice. Returns how many were new and how many updated.
 */
export async function upsertCreators(
  session: Session,
  workspaceId: string,
  rows: readonly BulkCreator[],
  origin: CreatorOrigin,
): Promise<{ inserted: number; updated: number }> {
  if (rows.length === 0) return { inserted: 0, updated: 0 };
  const { rows: kept } = await sql<{ id: string }>`
    insert into creators (id, workspace_id, platform, handle, external_id, name, niches, followers, engagement_rate, url,
                          source, read_at, import_id, is_sample)
    select r.id, ${workspaceId}::uuid, r.platform, r.handle, r.external_id, coalesce(r.name, r.handle),
           case when r.niche is null then '{}'::text[] else array[r.niche] end, r.followers, r.engagement_rate, r.url,
           ${origin.source}::creator_source, ${origin.readAt}, ${origin.importId}::uuid, ${origin.isSample}::boolean
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, platform text, handle text, external_id text, name text, niche text, followers bigint,
           engagement_rate double precision, url text)
    on conflict (workspace_id, platform, handle_key) do update set
      handle = case when excluded.source = 'posts' then creators.handle else excluded.handle end, external_id = coalesce(excluded.external_id, creators.external_id),
      name = case when excluded.name = excluded.handle then creators.name else excluded.name end,
      niches = case when creators.niches @> excluded.niches then creators.niches else creators.niches || excluded.niches end,
      followers = coalesce(excluded.followers, creators.followers),
      engagement_rate = coalesce(excluded.engagement_rate, creators.engagement_rate),
      url = coalesce(excluded.url, creators.url),
      source = case when excluded.source = 'posts' then creators.source else excluded.source end,
      read_at = case when excluded.source = 'posts' then creators.read_at else excluded.read_at end,
      import_id = coalesce(excluded.import_id, creators.import_id)
    returning id`.execute(session);
  return countKept(rows, kept);
}

/** As upsertCreators, for posts: one with a known platform and foreign id brings its figures up to date. */
export async function upsertCreatorPosts(
  session: Session,
  workspaceId: string,
  rows: readonly BulkCreatorPost[],
  origin: CreatorOrigin,
): Promise<{ inserted: number; updated: number }> {
  if (rows.length === 0) return { inserted: 0, updated: 0 };
  const keyed = rows.map(row => ({ ...row, handle_key: row.handle === null ? null : foldHandle(row.handle) }));
  const { rows: kept } = await sql<{ id: string }>`
    insert into creator_posts (id, workspace_id, creator_id, platform, external_id, handle, niche, body, posted_at, likes,
                               replies, shares, views, url, source, read_at, import_id, is_sample)
    select r.id, ${workspaceId}::uuid, coalesce(by_handle.id, by_id.id), r.platform, r.external_id,
           coalesce(r.handle, by_id.handle), r.niche, r.body, r.posted_at, r.likes, r.replies, r.shares, r.views, r.url,
           ${origin.source}::creator_source, ${origin.readAt}, ${origin.importId}::uuid, ${origin.isSample}::boolean
    from jsonb_to_recordset(${JSON.stringify(keyed)}::jsonb)
      as r(id uuid, platform text, external_id text, handle text, handle_key text, creator_external_id text, niche text,
           body text, posted_at timestamptz, likes bigint, replies bigint, shares bigint, views bigint, url text)
    left join creators by_handle on by_handle.workspace_id = ${workspaceId}::uuid and by_handle.platform = r.platform
      and by_handle.handle_key = r.handle_key
    left join lateral (
      select c.id, c.handle from creators c
      where c.workspace_id = ${workspaceId}::uuid and c.platform = r.platform and c.external_id = r.creator_external_id
      order by c.read_at desc limit 1
    ) by_id on true
    on conflict (workspace_id, platform, external_id) do update set
      creator_id = coalesce(excluded.creator_id, creator_posts.creator_id),
      handle = coalesce(excluded.handle, creator_posts.handle), niche = coalesce(excluded.niche, creator_posts.niche),
      body = excluded.body, posted_at = excluded.posted_at, likes = coalesce(excluded.likes, creator_posts.likes),
      replies = coalesce(excluded.replies, creator_posts.replies), shares = coalesce(excluded.shares, creator_posts.shares),
      views = coalesce(excluded.views, creator_posts.views), url = coalesce(excluded.url, creator_posts.url),
      source = excluded.source, read_at = excluded.read_at, import_id = coalesce(excluded.import_id, creator_posts.import_id)
    returning id`.execute(session);
  return countKept(rows, kept);
}

function countKept(
  sent: readonly { id: string }[],
  kept: readonly { id: string }[],
): { inserted: number; updated: number } {
  const ids = new Set(sent.map(row => row.id));
  const inserted = kept.filter(row => ids.has(row.id)).length;
  return { inserted, updated: kept.length - inserted };
}
