/** Owns the reading of contacts in the form the scorer takes, and the set-based writing of scores. */
import { type RawBuilder, sql } from "kysely";
import type { Session } from "#lib/db/database.ts";

const scorable = (chosen: RawBuilder<unknown>) => sql<{ contacts: string; count: number }>`
  select coalesce(json_agg(r), '[]')::text as contacts, count(*) as count from (
    select c.id, c.name,
      c.attributes || jsonb_strip_nulls(jsonb_build_object('job_title', c.job_title)) as attributes,
      c.interactions, extract(epoch from c.last_interaction_at) * 1000 as last_interaction_ms,
      extract(epoch from c.created_at) * 1000 as created_ms,
      c.email_consent = 'denied' as is_denied,
      coalesce(t.touches, '[]'::json) as touches
    from (${chosen}) c
    left join lateral (
      select json_agg(k) as touches from (
        select l.kind, count(*) as count, extract(epoch from max(l.happened_at)) * 1000 as last_ms
        from contact_ledger l 
        where l.contact_id = c.id and l.status = 'made' and l.kind in ('reply', 'meeting', 'outbound') group by l.kind
      ) k
    ) t on true
  ) r`;

/** The ids of up to `limit` contacts to score: the never scored first, of those the newest, then those scored longest ago. */
export async function chooseContacts(session: Session, limit: number, staleBefore: Date | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts
    where ${staleBefore}::timestamptz is null or scored_at is null or scored_at < ${staleBefore}
      or last_interaction_at > scored_at
    order by scored_at nulls first, id desc limit ${limit}`.execute(session);
  return rows.map(row => row.id);
}

/** These contacts as a JSON text, in the order of their ids; one that is gone is left out. */
export async function readContacts(session: Session, ids: readonly string[]): Promise<string> {
  const { rows } = await scorable(sql`select * from contacts where id = any(${[...ids]}::uuid[]) order by id`).execute(
    session,
  );
  return rows[0]?.contacts ?? "[]";
}

/** The newest contacts with whom anything has happened, as a JSON text: what the others are compared with. */
export async function readEngagedContacts(session: Session, limit: number): Promise<string> {
  const { rows } = await scorable(
    sql`select * from contacts where last_interaction_at is not null order by id desc limit ${limit}`,
  ).execute(session);
  return rows[0]?.contacts ?? "[]";
}

/** Writes one batch of scores, a JSON array of ScoredContact, in one statement. */
export async function writeScores(session: Session, batch: string, scoredAt: Date): Promise<void> {
  await sql`
    update contacts c
    set score = s.score, score_parts = s.parts, scored_at = ${scoredAt}, is_research_ready = s.is_research_ready
    from jsonb_to_recordset(${batch}::jsonb) as s(id uuid, score real, parts jsonb, is_research_ready boolean)
    where c.id = s.id`.execute(session);
}
