/** Owns the queries over imports, the record of uploaded files. */
import type { Insertable, Selectable, Updateable } from "kysely";
import type { Session } from "./database.ts";
import type { Imports } from "./types.gen.ts";

export type ImportRow = Selectable<Imports>;
export type ImportSummaryRow = Omit<ImportRow, "rejections">;

const summaryColumns = [
  "id",
  "workspace_id",
  "kind",
  "file_name",
  "mapping",
  "status",
  "accepted",
  "updated",
  "rejected",
  "requested_by",
  "created_at",
  "finished_at",
] as const;

export async function insertImport(session: Session, row: Insertable<Imports>): Promise<void> {
  await session.insertInto("imports").values(row).execute();
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
