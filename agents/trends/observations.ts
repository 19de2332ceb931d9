/** Owns the reading of posts in the form detection takes, and the keeping of what it found. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { TrendRow } from "./detection.ts";

export type PostSelection = { from: Date; to: Date; platforms: readonly string[]; maxPosts: number };

/** The newest posts of a stretch as a JSON text of ObservedPost[]. */
export async function readPosts(session: Session, selection: PostSelection): Promise<{ posts: string; count: number }> {
  const { from, to, platforms, maxPosts } = selection;
  const { rows } = await sql<{ posts: string; count: number }>`
    select coalesce(json_agg(p), '[]')::text as posts, count(*) as count from (
      select id, platform, account, floor(extract(epoch from posted_at) * 1000) as at_ms, body, niche,
        coalesce(likes, 0) + coalesce(replies, 0) + coalesce(shares, 0) as engagement
      from posts
      where posted_at > ${from} and posted_at <= ${to}
        and (${platforms.length === 0} or platform = any(${[...platforms]}))
      order by posted_at desc, id desc limit ${maxPosts}
    ) p`.execute(session);
  return rows[0] ?? { posts: "[]", count: 0 };
}

export type Provenance = { workspaceId: string; taskId: string; asOf: Date };

/** Replaces the kept niches by these: present ones are updated, absent ones deleted. */
export async function keepTrends(session: Session, rows: readonly TrendRow[], origin: Provenance): Promise<void> {
  await sql`
    delete from cross_platform_trends
    where workspace_id = ${origin.workspaceId} and niche <> all(${rows.map(row => row.niche)})`.execute(session);
  await sql`
    insert into cross_platform_trends (workspace_id, niche, platforms, platform_count, post_count, total_engagement,
      avg_engagement, trend_strength, parts, bursts, top_posts, task_id, detected_at, updated_at)
    select ${origin.workspaceId}, niche, array(select jsonb_array_elements_text(platforms)),
      jsonb_array_length(platforms), post_count, total_engagement, avg_engagement, trend_strength, parts, bursts,
      top_posts, ${origin.taskId}, ${origin.asOf}, now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(niche text, platforms jsonb, post_count integer,
      total_engagement bigint, avg_engagement double precision, trend_strength real, parts jsonb, bursts jsonb,
      top_posts jsonb)
    on conflict (workspace_id, niche) do update set platforms = excluded.platforms,
      platform_count = excluded.platform_count, post_count = excluded.post_count,
      total_engagement = excluded.total_engagement, avg_engagement = excluded.avg_engagement,
      trend_strength = excluded.trend_strength, parts = excluded.parts, bursts = excluded.bursts,
      top_posts = excluded.top_posts, task_id = excluded.task_id, detected_at = excluded.detected_at,
      updated_at = excluded.updated_at`.execute(session);
}
