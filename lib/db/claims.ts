/** Owns claims: numbers that were said, each with the query it comes from, which anybody may read and run again. */
import { type RawBuilder, type Selectable, type SqlBool, sql } from "kysely";
import type { Session } from "./database.ts";
import type { Claims } from "./types.gen.ts";

export type ClaimRow = Selectable<Claims>;

type Described = {
  /** The columns that name a row; several are joined by a slash. */
  key: readonly string[];
  /** What a person calls it. */
  label: string;
  /** The thing whose page shows it, and the column with that thing's id. */
  page?: { entity: string; column: string };
};

/** The tables that claims may be derived from. */
export const claimTables = {
  sweeps: { key: ["id"], label: "created_at" },
  tasks: { key: ["id"], label: "domain", page: { entity: "task", column: "id" } },
  approvals: { key: ["id"], label: "recipient", page: { entity: "approval", column: "id" } },
  contacts: { key: ["id"], label: "name", page: { entity: "contact", column: "id" } },
  cross_platform_trends: { key: ["niche"], label: "niche", page: { entity: "trend", column: "niche" } },
  outreach_queue: { key: ["id"], label: "reason", page: { entity: "contact", column: "contact_id" } },
  ab_tests: { key: ["id"], label: "hypothesis", page: { entity: "ab-test", column: "id" } },
  ab_variants: { key: ["id"], label: "label", page: { entity: "ab-test", column: "test_id" } },
  posting_windows: {
    key: ["platform", "day_of_week", "hour"],
    label: "platform",
    page: { entity: "posting-window", column: "platform" },
  },
  content_plans: { key: ["niche"], label: "niche", page: { entity: "content-mix", column: "niche" } },
  videos: { key: ["id"], label: "title", page: { entity: "video", column: "id" } },
  creators: { key: ["id"], label: "handle", page: { entity: "creator", column: "id" } },
  creator_posts: { key: ["id"], label: "body", page: { entity: "creator", column: "creator_id" } },
  render_jobs: { key: ["id"], label: "title", page: { entity: "render-job", column: "id" } },
} as const satisfies Record<string, Described>;

export type ClaimTable = keyof typeof claimTables;

export type ClaimValue = string | number;

export type ClaimCondition = {
  column: string;
  is: "=" | "<>" | ">" | ">=" | "<" | "<=" | "in";
  value: string | number | boolean | null | string[];
};

export type ClaimAggregate =
  | { of: "count" }
  | { of: "sum" | "avg" | "min" | "max"; column: string }
  /** The column of the first row in an order, the highest value first unless `isAscending`. */
  | { of: "first"; column: string; by: string; isAscending?: boolean };

/** Which rows of which table, and what of them. */
export type ClaimQuery = { table: ClaimTable; where: ClaimCondition[]; aggregate: ClaimAggregate };

export type Derived = {
  /** Null when no row can say it. */
  value: ClaimValue | null;
  /** The rows it comes from, at most a hundred, in the order of their keys. */
  ids: string[];
  total: number;
};

export const mostRowIds = 100;

/**
 * Runs a claim's query in one workspace. Throws RangeError for a table that is not listed or a column that is no plain name:
 * a query is data, and data never becomes SQL.
 */
export async function deriveClaim(session: Session, workspaceId: string, query: ClaimQuery): Promise<Derived> {
  const { key } = requireTable(query.table);
  const rows = sql`select * from ${sql.table(query.table)} where workspace_id = ${workspaceId} and ${writeConditions(query.where)}`;
  const { aggregate } = query;
  if (aggregate.of === "first") {
    const direction = aggregate.isAscending === true ? sql`asc` : sql`desc`;
    const { rows: found } = await sql<{ id: string; value: ClaimValue | null }>`
      select ${nameRow(key, sql`r`)} as id, to_jsonb(r.${column(aggregate.column)}) as value from (${rows}) r
      order by r.${column(aggregate.by)} ${direction} nulls last, ${nameRow(key, sql`r`)} limit 1`.execute(session);
    const [first] = found;
    if (first === undefined) return { value: null, ids: [], total: 0 };
    return { value: first.value, ids: [first.id], total: 1 };
  }
  const value = aggregate.of === "count" ? sql`count(*)` : sql`${sql.raw(aggregate.of)}(${column(aggregate.column)})`;
  const { rows: derived } = await sql<{ value: ClaimValue | null; ids: string[]; total: number }>`
    with chosen as (${rows})
    select to_jsonb(${value}) as value, count(*)::integer as total,
      array(select ${nameRow(key, sql`c`)} from chosen c order by 1 limit ${mostRowIds}) as ids
    from chosen`.execute(session);
  return derived[0] ?? { value: null, ids: [], total: 0 };
}

export type EvidenceRow = { id: string; label: string; entity: string | null; entityId: string | null };

/** What the rows of a claim are called today, and which page shows each. Rows that are gone are left out. */
export async function describeRows(
  session: Session,
  workspaceId: string,
  table: ClaimTable,
  ids: readonly string[],
): Promise<EvidenceRow[]> {
  if (ids.length === 0) return [];
  const described: Described = requireTable(table);
  const { key, label, page } = described;
  const pageId = page === undefined ? sql`null::text` : sql`${column(page.column)}::text`;
  // By its own type an id finds its row in the index.
  const isNamed =
    key[0] === "id" ? sql`r.id = any (${[...ids]}::uuid[])` : sql`${nameRow(key, sql`r`)} = any (${[...ids]}::text[])`;
  const { rows } = await sql<EvidenceRow>`
    select ${nameRow(key, sql`r`)} as id, left(coalesce(${column(label)}::text, ''), 200) as label,
      ${page?.entity ?? null}::text as entity, ${pageId} as "entityId"
    from ${sql.table(table)} r
    where workspace_id = ${workspaceId} and ${isNamed}
    order by 1`.execute(session);
  return rows;
}

export type NewClaim = {
  id: string;
  task_id: string;
  sweep_id: string | null;
  domain: string;
  seq: number;
  text: string;
  value: ClaimValue;
  query: ClaimQuery;
  row_ids: string[];
  row_total: number;
  as_of: Date;
};

export async function insertClaims(session: Session, workspaceId: string, claims: readonly NewClaim[]): Promise<void> {
  if (claims.length === 0) return;
  await session
    .insertInto("claims")
    .values(
      claims.map(claim => ({
        ...claim,
        workspace_id: workspaceId,
        value: JSON.stringify(claim.value),
        query: JSON.stringify(claim.query),
      })),
    )
    .execute();
}

export function findClaim(session: Session, workspaceId: string, id: string): Promise<ClaimRow | undefined> {
  return session
    .selectFrom("claims")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** The claims of one report, in the order in which they were made. */
export function listClaimsOfTask(session: Session, workspaceId: string, taskId: string): Promise<ClaimRow[]> {
  return session
    .selectFrom("claims")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("task_id", "=", taskId)
    .orderBy("seq")
    .execute();
}

function requireTable(table: string): Described {
  const described = (claimTables as Record<string, Described>)[table];
  if (described === undefined) throw new RangeError(`a claim cannot come from the table ${table}`);
  return described;
}

function nameRow(key: readonly string[], alias: RawBuilder<unknown>) {
  const columns = key.map(name => sql`${alias}.${column(name)}::text`);
  return columns.length === 1 ? (columns[0] as RawBuilder<unknown>) : sql`concat_ws('/', ${sql.join(columns)})`;
}

function column(name: string) {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new RangeError(`"${name}" is no column`);
  return sql.ref(name);
}

function writeConditions(conditions: readonly ClaimCondition[]) {
  if (conditions.length === 0) return sql<SqlBool>`true`;
  return sql.join(
    conditions.map(({ column: name, is, value }) => {
      if (value === null) return is === "=" ? sql`${column(name)} is null` : sql`${column(name)} is not null`;
      if (is === "in") return sql`${column(name)} = any (${value})`;
      return sql`${column(name)} ${sql.raw(requireOperator(is))} ${value}`;
    }),
    sql` and `,
  );
}

function requireOperator(is: string): string {
  if (!["=", "<>", ">", ">=", "<", "<="].includes(is)) throw new RangeError(`"${is}" compares nothing`);
  return is;
}
