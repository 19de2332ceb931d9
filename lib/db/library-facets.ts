/** Owns the reading of which platforms and niches there are, one index probe for each value; refuses to count rows. */
import { sql } from "kysely";
import type { Session } from "./database.ts";

export type Facets = { platforms: string[]; niches: string[] };

const mostValues = 200;
const creatorsLookedAt = 2_000;

/** The values of an indexed column, in order; every step finds the next one in the index, however many rows share it. */
async function readValues(
  session: Session,
  workspaceId: string,
  table: "posts" | "videos" | "creators" | "posting_windows",
  column: "platform" | "niche",
): Promise<string[]> {
  const next = (after: ReturnType<typeof sql>) => sql`
    select ${sql.ref(column)} as value from ${sql.table(table)}
    where workspace_id = ${workspaceId} and ${sql.ref(column)} > ${after} order by ${sql.ref(column)} limit 1`;
  const { rows } = await sql<{ value: string }>`
    with recursive found as (
      (select value, 1 as position from (${next(sql`''`)}) first)
      union all
      select following.value, found.position + 1
      from found cross join lateral (${next(sql`found.value`)}) following
      where found.position < ${mostValues}
    )
    select value from found order by value`.execute(session);
  return rows.map(row => row.value);
}

/** What lists of posts, videos and creators can be narrowed to, and the platforms whose hours are known. */
export async function readFacets(
  session: Session,
  workspaceId: string,
): Promise<{ posts: Facets; videos: Facets; creators: Facets; postingWindows: string[] }> {
  const values = (table: Parameters<typeof readValues>[2], column: "platform" | "niche") =>
    readValues(session, workspaceId, table, column);
  const posts = { platforms: await values("posts", "platform"), niches: await values("posts", "niche") };
  const videos = { platforms: await values("videos", "platform"), niches: await values("videos", "niche") };
  const { rows } = await sql<{ niche: string }>`
    select distinct unnest(niches) as niche from (
      select niches from creators where workspace_id = ${workspaceId} order by id desc limit ${creatorsLookedAt}
    ) newest order by 1 limit ${mostValues}`.execute(session);
  const creators = { platforms: await values("creators", "platform"), niches: rows.map(row => row.niche) };
  return { posts, videos, creators, postingWindows: await values("posting_windows", "platform") };
}
