/** Owns the queries over imports, the record of uploaded files. */
import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { Session } from "./database.ts";
import type { Imports } from "./types.gen.ts";

export type ImportRow = Selectable<Imports>;
export type ImportSummaryRow = Omit<ImportRow, "rejections" | "notes">;

const summaryColumns = [
  "id",
  "workspace_id",
  "kind",
  "file_name",
  "encoding",
  "mapping",
  "status",
  "accepted",
  "updated",
  "rejected",
  "replaced",
  "requested_by",
  "created_at",
  "finished_at",
] as const;

export async function insertImport(session: Session, row: Insertable<Imports>): Promise<void> {
  await session.insertInto("imports").values(row).execute();
}

/**
 * Makes the rest of a transaction look rows up by index, with a plan made for each statement. A table that grows within it has no
 * statistics yet: PostgreSQL would otherwise come to read all of it for every batch.
 */
export async function preferIndexes(session: Session): Promise<void> {
  await sql`select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(
    session,
  );
}

export function finishImport(
  session: Session,
  workspaceId: string,
  id: string,
  values: Updateable<Imports>,
): Promise<ImportRow> {
  return session
    .updateTable("imports")
    .set(values)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function findImport(session: Session, workspaceId: string, id: string): Promise<ImportRow | undefined> {
  return session
    .selectFrom("imports")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Imports without their rejected rows, newest first, below `beforeId`. */
export function listImports(
  session: Session,
  workspaceId: string,
  page: { limit: number; beforeId?: string },
): Promise<ImportSummaryRow[]> {
  return session
    .selectFrom("imports")
    .select(summaryColumns)
    .where("workspace_id", "=", workspaceId)
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}
