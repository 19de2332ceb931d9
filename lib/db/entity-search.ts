/**
 * Owns the search for anything by its name. People, creators and videos are found by how a name begins, at any size; of what has
 * longer texts the newest rows are looked through for the words, a fixed number of each kind, so that no search takes long.
 */
import { type RawBuilder, sql } from "kysely";
import type { Session } from "./database.ts";
import { prefixRange } from "./prefix-range.ts";

/** How many of the newest rows of a kind are looked through. */
export const lookedThrough = 2_000;
/** How many that begin with a text are read for each way to begin. */
const walked = 50;

export const searchedKinds = ["contact", "approval", "output", "message", "creator", "video", "post", "trend"] as const;
export type SearchedKind = (typeof searchedKinds)[number];

export type EntityHit = {
  kind: SearchedKind;
  /** What its page is addressed by: its id, or the niche of a trend. */
  id: string;
  title: string;
  detail: string | null;
  status: string | null;
  /** The agent it belongs to. */
  domain: string | null;
  is_sample: boolean;
  at: Date | null;
};

/** What begins with the text, or holds all of its words; of each kind at most `limit`, the newest first. */
export async function searchEntities(
  session: Session,
  workspaceId: string,
  text: string,
  options: { kinds: readonly SearchedKind[]; limit: number },
): Promise<EntityHit[]> {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== "")
    .slice(0, 8);
  if (words.length === 0 || options.kinds.length === 0) return [];
  const parts = options.kinds.map(
    kind => sql`(select * from (${selectors[kind]({ workspaceId, words, text: words.join(" ") })})
      as of_kind (kind, id, title, detail, status, domain, is_sample, at)
      order by at desc nulls last limit ${options.limit})`,
  );
  const { rows } = await sql<EntityHit>`${sql.join(parts, sql` union all `)}`.execute(session);
  return rows;
}

type Asked = { workspaceId: string; words: readonly string[]; text: string };

const selectors: Record<SearchedKind, (asked: Asked) => RawBuilder<unknown>> = {
  contact: ({ workspaceId, text }) => sql`
    select 'contact' as kind, id::text as id, name as title,
           coalesce(nullif(concat_ws(', ', company, email), ''), job_title) as detail, null::text as status, null::text as domain,
           is_sample, created_at as at
    from (${beginningWith(
      sql`select id, name, company, email, job_title, is_sample, created_at from contacts where workspace_id = ${workspaceId}`,
      ["name_key", "family_key", "email", "company_key"],
      text,
    )}) c`,
  approval: ({ workspaceId, words }) => sql`
    select 'approval', id::text, coalesce(nullif(preview ->> 'subject', ''), left(preview ->> 'text', 140), why),
           recipient, status::text, domain, false, created_at
    from (select id, preview, recipient, why, status, domain, created_at from approvals where workspace_id = ${workspaceId}
          order by id desc limit ${lookedThrough}) a
    where ${holdsAll(sql`concat_ws(' ', recipient, preview ->> 'subject', why, preview ->> 'text')`, words)}`,
  output: ({ workspaceId, words }) => sql`
    select 'output', id::text, title, kind::text, status::text, domain, false, created_at
    from (select id, title, kind, status, domain, created_at from outputs where workspace_id = ${workspaceId}
          order by id desc limit ${lookedThrough}) o
    where ${holdsAll(sql`title`, words)}`,
  message: ({ workspaceId, words }) => sql`
    select 'message', id::text, left(body, 140), topic, null::text, from_domain, false, created_at
    from (select id, body, topic, from_domain, created_at from messages where workspace_id = ${workspaceId}
          order by id desc limit ${lookedThrough}) m
    where ${holdsAll(sql`body`, words)}`,
  creator: ({ workspaceId, text }) => sql`
    select 'creator', id::text, name, concat_ws(' on ', '@' || ltrim(handle, '@'), platform), null::text, null::text, is_sample,
           created_at
    from (${beginningWith(
      sql`select id, name, handle, platform, is_sample, created_at from creators where workspace_id = ${workspaceId}`,
      ["handle_key"],
      text.replace(/^@/, ""),
    )}) c`,
  video: ({ workspaceId, words, text }) => sql`
    select 'video', id::text, title, channel_title, null::text, null::text, is_sample, published_at
    from (
      ${beginningWith(
        sql`select id, title, channel_title, is_sample, published_at from videos where workspace_id = ${workspaceId}`,
        ["title_key", "channel_key"],
        text,
      )}
      union
      (select id, title, channel_title, is_sample, published_at from (
         select id, title, channel_title, is_sample, published_at from videos where workspace_id = ${workspaceId}
         order by published_at desc nulls last, id desc limit ${lookedThrough}) newest
       where ${holdsAll(sql`title`, words)})
    ) v`,
  post: ({ workspaceId, words }) => sql`
    select 'post', id::text, left(body, 140), concat_ws(' on ', account, platform), null::text, null::text, is_sample, posted_at
    from (select id, body, account, platform, is_sample, posted_at from posts where workspace_id = ${workspaceId}
          order by posted_at desc, id desc limit ${lookedThrough}) p
    where ${holdsAll(sql`body`, words)}`,
  trend: ({ workspaceId, words }) => sql`
    select 'trend', niche, niche, array_to_string(platforms, ', '), null::text, null::text, false, detected_at
    from (select niche, platforms, detected_at from cross_platform_trends where workspace_id = ${workspaceId}
          order by trend_strength desc, niche limit ${lookedThrough}) t
    where ${holdsAll(sql`niche`, words)}`,
};

/** As many of the rows as are worth choosing from, by a range of each column: one walk of its index each, whatever is in it. */
function beginningWith(rows: RawBuilder<unknown>, columns: readonly string[], text: string): RawBuilder<unknown> {
  const { from, until } = prefixRange(text);
  const walks = columns.map(name => {
    const column = sql.ref(name);
    return sql`(${rows} and ${column} >= ${from} and ${column} < ${until} order by workspace_id, ${column} limit ${walked})`;
  });
  return sql.join(walks, sql` union `);
}

function holdsAll(column: RawBuilder<unknown>, words: readonly string[]): RawBuilder<unknown> {
  return sql.join(
    words.map(word => sql`strpos(lower(${column}), ${word}) > 0`),
    sql` and `,
  );
}
