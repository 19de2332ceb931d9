/** Owns the queries over contacts: lists by newest or score, search by prefix, and bulk writes of one statement each. */
import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { JsonObject } from "#lib/core/json.ts";
import type { Session } from "./database.ts";
import { prefixRange } from "./prefix-range.ts";
import type { Consent, Contacts } from "./types.gen.ts";

export type ContactRow = Omit<Selectable<Contacts>, "name_key" | "family_key" | "company_key">;

export type ContactFilter = {
  /** Beginning of a name, an e-mail address or a company, in any case. */
  search?: string;
  hasEmail?: boolean;
};

export type ContactPage = {
  limit: number;
  order: "newest" | "score";
  /** [id] for newest, [score, id] for score. */
  after?: readonly (string | number | null)[];
};

const columns = [
  "id",
  "workspace_id",
  "external_id",
  "name",
  "email",
  "phone",
  "company",
  "job_title",
  "time_zone",
  "attributes",
  "outcome",
  "email_consent",
  "score",
  "score_parts",
  "scored_at",
  "is_research_ready",
  "interactions",
  "last_interaction_at",
  "source",
  "import_id",
  "is_sample",
  "created_at",
  "updated_at",
] as const;

/** Contacts in one of two orders, after the keys of the row before; those without a score come last. */
export async function listContacts(
  session: Session,
  workspaceId: string,
  filter: ContactFilter,
  page: ContactPage,
): Promise<ContactRow[]> {
  let base = session
    .selectFrom("contacts")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .$if(filter.hasEmail === true, query => query.where("email", "is not", null))
    .$if(filter.hasEmail === false, query => query.where("email", "is", null));
  if (filter.search !== undefined && filter.search !== "") {
    const { from, until } = prefixRange(filter.search.toLowerCase());
    base = base.where(({ or, and, eb }) =>
      or([
        and([eb("name_key", ">=", from), eb("name_key", "<", until)]),
        and([eb("family_key", ">=", from), eb("family_key", "<", until)]),
        and([eb("email", ">=", from), eb("email", "<", until)]),
        and([eb("company_key", ">=", from), eb("company_key", "<", until)]),
      ]),
    );
  }
  if (page.order === "newest") {
    const [beforeId] = page.after ?? [];
    return base
      .$if(beforeId !== undefined, query => query.where("id", "<", beforeId as string))
      .orderBy("id", "desc")
      .limit(page.limit)
      .execute();
  }

  // Two walks of one index, because a row comparison knows no nulls: first the scored, then the rest.
  const [score, id] = page.after ?? [];
  const scored =
    score === null
      ? []
      : await base
          .where("score", "is not", null)
          .$if(id !== undefined, query => query.where(sql<boolean>`(score, id) < (${score}::real, ${id}::uuid)`))
          .orderBy(sql`score desc nulls last`)
          .orderBy("id", "desc")
          .limit(page.limit)
          .execute();
  if (scored.length >= page.limit) return scored;
  const unscored = await base
    .where("score", "is", null)
    .$if(score === null && id !== undefined, query => query.where("id", "<", id as string))
    .orderBy(sql`score desc nulls last`)
    .orderBy("id", "desc")
    .limit(page.limit - scored.length)
    .execute();
  return [...scored, ...unscored];
}

export function findContact(session: Session, workspaceId: string, id: string): Promise<ContactRow | undefined> {
  return session
    .selectFrom("contacts")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export type ContactKeys = Pick<ContactRow, "id" | "email" | "external_id" | "email_consent">;

/** The contacts that already have one of these addresses or foreign ids. */
export async function findContactsByKeys(
  session: Session,
  workspaceId: string,
  keys: { emails: readonly string[]; externalIds: readonly string[] },
): Promise<ContactKeys[]> {
  // One look into the index for each key. The workspace is compared so that no index is used for it alone: without statistics, as
  // while a first import goes on, PostgreSQL takes that for as good as an index on the key.
  const findBy = async (column: "email" | "external_id", texts: readonly string[]) => {
    if (texts.length === 0) return [];
    const { rows } = await sql<ContactKeys>`
      select c.* from unnest(${[...texts]}::text[]) as k(text) cross join lateral (
        select id, email, external_id, email_consent from contacts
        where workspace_id is not distinct from ${workspaceId} and ${sql.ref(column)} = k.text offset 0
      ) c`.execute(session);
    return rows;
  };
  const byEmail = await findBy("email", keys.emails);
  const byForeignId = await findBy("external_id", keys.externalIds);
  return [...new Map([...byEmail, ...byForeignId].map(row => [row.id, row])).values()];
}

export function insertContact(session: Session, row: Insertable<Contacts>): Promise<ContactRow> {
  return session.insertInto("contacts").values(row).returning(columns).executeTakeFirstOrThrow();
}

export function updateContact(
  session: Session,
  workspaceId: string,
  id: string,
  values: Updateable<Contacts>,
): Promise<ContactRow | undefined> {
  return session
    .updateTable("contacts")
    .set(values)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returning(columns)
    .executeTakeFirst();
}

/** One contact of a bulk write. Null leaves a field of an existing contact as it is. */
export type BulkContact = {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  company: string | null;
  job_title: string | null;
  time_zone: string | null;
  external_id: string | null;
  outcome: boolean | null;
  interactions: number | null;
  last_interaction_at: string | null;
  email_consent: Consent | null;
  attributes: JsonObject;
};

const recordset =
  sql.raw(`as r(id uuid, name text, email text, phone text, company text, job_title text, time_zone text,
  external_id text, outcome boolean, interactions integer, last_interaction_at timestamptz, email_consent consent, attributes jsonb)`);

type ContactOrigin = { source: string; importId: string | null; isSample: boolean };

/** Inserts contacts in one statement; every row needs a name. Throws when an address or foreign id is taken. */
export async function insertContacts(
  session: Session,
  workspaceId: string,
  rows: readonly BulkContact[],
  origin: ContactOrigin,
): Promise<void> {
  if (rows.length > 0) await buildInsert(workspaceId, rows, origin).execute(session);
}

/** As insertContacts, but leaves out those whose address or foreign id is taken. Returns the ids of those that were inserted. */
export async function insertUnknownContacts(
  session: Session,
  workspaceId: string,
  rows: readonly BulkContact[],
  origin: ContactOrigin,
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const insert = buildInsert(workspaceId, rows, origin);
  const { rows: inserted } = await sql<{ id: string }>`${insert} on conflict do nothing returning id`.execute(session);
  return new Set(inserted.map(row => row.id));
}

function buildInsert(workspaceId: string, rows: readonly BulkContact[], origin: ContactOrigin) {
  return sql`
    insert into contacts (id, workspace_id, name, email, phone, company, job_title, time_zone, external_id, outcome,
                          interactions, last_interaction_at, email_consent, attributes, source, import_id, is_sample)
    select r.id, ${workspaceId}::uuid, r.name, r.email, r.phone, r.company, r.job_title, r.time_zone, r.external_id, r.outcome,
           coalesce(r.interactions, 0), r.last_interaction_at, coalesce(r.email_consent, 'unknown'), r.attributes,
           ${origin.source}, ${origin.importId}::uuid, ${origin.isSample}::boolean
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) ${recordset}`;
}

/** Updates existing contacts by id in one statement: given fields replace, attributes are merged, and a denied consent stays denied. */
export async function updateContacts(
  session: Session,
  workspaceId: string,
  rows: readonly BulkContact[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update contacts c set
      name = coalesce(r.name, c.name), email = coalesce(r.email, c.email), phone = coalesce(r.phone, c.phone),
      company = coalesce(r.company, c.company), job_title = coalesce(r.job_title, c.job_title),
      time_zone = coalesce(r.time_zone, c.time_zone), external_id = coalesce(r.external_id, c.external_id),
      outcome = coalesce(r.outcome, c.outcome), interactions = coalesce(r.interactions, c.interactions),
      last_interaction_at = coalesce(r.last_interaction_at, c.last_interaction_at), attributes = c.attributes || r.attributes,
      email_consent = case when c.email_consent = 'denied' then c.email_consent else coalesce(r.email_consent, c.email_consent) end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) ${recordset}
    where c.workspace_id is not distinct from ${workspaceId} and c.id = r.id`.execute(session);
}
