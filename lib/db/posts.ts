/** Owns the writing of observed posts in bulk. */
import { sql } from "kysely";
import type { Session } from "./database.ts";

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
