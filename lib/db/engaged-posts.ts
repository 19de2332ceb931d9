/** Owns the reading of posts with what they got and when that was in a zone; refuses to count what was never measured as nothing. */
import { sql } from "kysely";
import type { Session } from "./database.ts";

/** `engagement` is likes, replies and shares; `views` is views. */
export type EngagementMeasure = "engagement" | "views";
export type EngagedPostQuery = {
  measure: EngagementMeasure;
  /** Zone of day and hour. */
  timeZone: string;
  /** Posts at or before this moment, and, where given, after that one. */
  until: Date;
  from?: Date;
  maxPosts: number;
  /** Whether the text and the niche are read too. */
  hasText: boolean;
};
/** A post as the JSON text has it. */
export type EngagedPostRow = {
  id: string;
  platform: string;
  account: string;
  atMs: number;
  /** 0 = Monday. */
  day: number;
  hour: number;
  engagement: number;
  /** Published through the workspace or by one of its accounts. */
  isOwn: boolean;
  niche?: string | null;
  body?: string;
};

/** The newest measured posts, oldest first, as a JSON text of EngagedPostRow[], and how many had no measure. */
export async function readEngagedPosts(
  session: Session,
  query: EngagedPostQuery,
): Promise<{ posts: string; count: number; unmeasured: number }> {
  const { timeZone, until, from, maxPosts } = query;
  const measure =
    query.measure === "views"
      ? sql`views`
      : sql`case when num_nonnulls(likes, replies, shares) > 0
          then coalesce(likes, 0) + coalesce(replies, 0) + coalesce(shares, 0) end`;
  const text = query.hasText ? sql`, niche, body` : sql``;
  const { rows } = await sql<{ posts: string; count: number; unmeasured: number }>`
    with found as (
      select id, platform, coalesce(account, '') as account, posted_at, ${measure} as engagement,
        is_own or exists (
          select from accounts a
          where a.workspace_id = posts.workspace_id and a.platform = posts.platform and a.handle = posts.account
        ) as is_own ${text}
      from posts
      where posted_at <= ${until} and (${from ?? null}::timestamptz is null or posted_at > ${from ?? null})
      order by posted_at desc, id desc limit ${maxPosts}
    ), measured as (
      select id, platform, account, floor(extract(epoch from posted_at) * 1000) as "atMs",
        extract(isodow from posted_at at time zone ${timeZone}) - 1 as day,
        extract(hour from posted_at at time zone ${timeZone}) as hour,
        engagement, is_own as "isOwn" ${text}
      from found where engagement is not null order by posted_at, id
    )
    select coalesce((select json_agg(m) from measured m), '[]')::text as posts,
      (select count(*) from measured) as count,
      (select count(*) from found where engagement is null) as unmeasured`.execute(session);
  return rows[0] ?? { posts: "[]", count: 0, unmeasured: 0 };
}
