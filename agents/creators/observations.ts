/** Owns the reading of who was observed with which posts: creators that are known, and accounts seen in posts. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { ObservedCreator } from "./ranking.ts";

export type Selection = {
  platform?: string;
  niche?: string;
  minPosts: number;
  postsPerCreator: number;
};

/** The most accounts that are compared at once, those with the most posts first. */
const MOST_CREATORS = 2_000;

/** Every post that was observed of an account, once: creators' posts, and posts that are not among them. */
const everyPost = sql`
  select id, 'creator_post' as entity, platform, lower(ltrim(handle, '@')) as key, handle, niche, body, posted_at,
    coalesce(likes, 0) + coalesce(replies, 0) + coalesce(shares, 0) as reactions
  from creator_posts where handle is not null
  union all
  select id, 'post', platform, lower(ltrim(account, '@')), account, niche, body, posted_at,
    coalesce(likes, 0) + coalesce(replies, 0) + coalesce(shares, 0)
  from posts p where account is not null and not exists (
    select from creator_posts c
    where c.workspace_id = p.workspace_id and c.platform = p.platform and c.external_id = p.external_id)`;

/**
 * Known creators, and accounts with enough posts, with the reactions of their newest posts. With a niche: creators known for it and
 * accounts with enough posts labelled so; then posts that are labelled otherwise do not count.
 */
export async function readObserved(session: Session, selection: Selection): Promise<ObservedCreator[]> {
  const { platform = null, niche = null, minPosts, postsPerCreator } = selection;
  const { rows } = await sql<ObservedCreator>`
    with seen as (
      select platform, key, min(handle) as handle, array_agg(reactions order by posted_at desc) as reactions,
        count(*) as posts, count(*) filter (where lower(niche) = lower(${niche}::text)) as labelled,
        array_agg(distinct niche) filter (where niche is not null) as niches
      from (
        select *, row_number() over (partition by platform, key order by posted_at desc, id) as place
        from (${everyPost}) as every_post
        where (${platform}::text is null or platform = ${platform})
          and (${niche}::text is null or niche is null or lower(niche) = lower(${niche}))
      ) as newest
      where place <= ${postsPerCreator}
      group by platform, key
    ), known as (
      select * from creators
      where (${platform}::text is null or platform = ${platform})
        and (${niche}::text is null or exists (select from unnest(niches) n where lower(n) = lower(${niche})))
    )
    select coalesce(k.platform, s.platform) as platform, coalesce(k.handle_key, s.key) as key,
      coalesce(k.handle, s.handle) as handle, coalesce(k.name, s.handle) as name,
      coalesce(nullif(k.niches, '{}'), s.niches, '{}') as niches, k.followers, k.engagement_rate as "engagementRate",
      coalesce(k.source::text, 'posts') as source, k.id is not null as "isKnown",
      coalesce(s.reactions, '{}')::float8[] as reactions
    from known k full join seen s on s.platform = k.platform and s.key = k.handle_key
    where k.id is not null or (s.posts >= ${minPosts} and (${niche}::text is null or s.labelled >= ${minPosts}))
    order by coalesce(s.posts, 0) desc, coalesce(k.followers, 0) desc, key
    limit ${MOST_CREATORS}`.execute(session);
  return rows;
}

export type ObservedPost = {
  id: string;
  entity: string;
  platform: string;
  key: string;
  body: string;
  postedAt: Date;
  reactions: number;
};

/** The newest posts of some accounts. */
export async function readPostsOf(
  session: Session,
  accounts: readonly { platform: string; key: string }[],
  selection: Selection,
): Promise<ObservedPost[]> {
  const { niche = null, postsPerCreator } = selection;
  const { rows } = await sql<ObservedPost>`
    select id, entity, platform, key, body, "postedAt", reactions from (
      select p.id, p.entity, p.platform, p.key, left(p.body, 600) as body, p.posted_at as "postedAt", p.reactions,
        row_number() over (partition by p.platform, p.key order by p.posted_at desc, p.id) as place
      from (${everyPost}) p
      join jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as a(platform text, key text)
        on a.platform = p.platform and a.key = p.key
      where ${niche}::text is null or p.niche is null or lower(p.niche) = lower(${niche})
    ) as newest
    where place <= ${postsPerCreator}
    order by reactions desc, id`.execute(session);
  return rows;
}

export type Watched = { platform: string; niche: string };

/** The platforms and niches that posts, trends and creators are about, the most frequent first. */
export async function findNiches(session: Session, limit: number): Promise<Watched[]> {
  const { rows } = await sql<Watched>`
    select platform, niche from (
      select platform, niche, count(*) as weight from posts where niche is not null group by 1, 2
      union all
      select platform, niche, count(*) from creator_posts where niche is not null group by 1, 2
      union all
      select platform, niche, count(*) from creators, unnest(niches) niche group by 1, 2
      union all
      select platform, niche, post_count from cross_platform_trends, unnest(platforms) platform
    ) as found
    group by platform, niche
    order by sum(weight) desc, platform, niche
    limit ${limit}`.execute(session);
  return rows;
}
