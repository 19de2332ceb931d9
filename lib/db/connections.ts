/** Owns the queries on connections. What is sealed is read by the worker's role alone. */
import { sql } from "kysely";
import type { Session } from "./database.ts";

/** The accounts a workspace has connected, with what a person calls them, by connector. */
export async function listConnectionAccounts(
  session: Session,
  workspaceId: string,
): Promise<[string, { account: string; label: string }][]> {
  const rows = await session
    .selectFrom("connections")
    .select(["connector", "account", "account_label"])
    .where("workspace_id", "=", workspaceId)
    .execute();
  return rows.map(row => [row.connector, { account: row.account, label: row.account_label ?? row.account }]);
}

/** What a connection is made from. Needs a worker's session. */
export async function findConnectionValues(session: Session, workspaceId: string, connector: string) {
  const row = await session
    .selectFrom("connections")
    .select(["settings", "sealed", "version", "created_at"])
    .where("workspace_id", "=", workspaceId)
    .where("connector", "=", connector)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, settings: row.settings as Record<string, string> };
}

/** The connections of a workspace without what is sealed. */
export async function listConnections(session: Session, workspaceId: string) {
  return session
    .selectFrom("connections")
    .select([
      "connector",
      "account",
      "account_label",
      "settings",
      "secret_names",
      "checked_at",
      "is_healthy",
      "check_message",
      "last_used_at",
      "created_at",
      "updated_at",
    ])
    .where("workspace_id", "=", workspaceId)
    .execute();
}

const forgotten = { checked_at: null, is_healthy: null, check_message: null };

export type ConnectionRow = {
  workspace_id: string;
  connector: string;
  account: string;
  account_label: string;
  settings: string;
  secret_names: string[];
  sealed: string;
  connected_by: string;
};

/** Stores a connection in place of the one there was. What was known of its health is forgotten. */
export async function putConnection(session: Session, row: ConnectionRow): Promise<void> {
  const { workspace_id, connector, ...values } = row;
  const changed = await session
    .updateTable("connections")
    .set({ ...values, version: sql`version + 1`, ...forgotten })
    .where("workspace_id", "=", workspace_id)
    .where("connector", "=", connector)
    .executeTakeFirst();
  if (changed.numUpdatedRows > 0n) return;
  await session.insertInto("connections").values(row).execute();
}

/** Whether there was one to delete. */
export async function deleteConnection(session: Session, workspaceId: string, connector: string): Promise<boolean> {
  const deleted = await session
    .deleteFrom("connections")
    .where("workspace_id", "=", workspaceId)
    .where("connector", "=", connector)
    .executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}

/** Notes what a check found; an account's label stays as it is unless it was found again. Needs a worker's session. */
export async function noteCheck(
  session: Session,
  workspaceId: string,
  connector: string,
  check: { checked_at: Date; is_healthy: boolean; check_message: string; account_label?: string },
): Promise<void> {
  await session
    .updateTable("connections")
    .set(check)
    .where("workspace_id", "=", workspaceId)
    .where("connector", "=", connector)
    .execute();
}

/** Notes that a connection was used, at most once a minute. Needs a worker's session. */
export async function noteUse(session: Session, workspaceId: string, connector: string, now: Date): Promise<void> {
  await session
    .updateTable("connections")
    .set({ last_used_at: now })
    .where("workspace_id", "=", workspaceId)
    .where("connector", "=", connector)
    .where(eb => eb.or([eb("last_used_at", "is", null), eb("last_used_at", "<", new Date(now.getTime() - 60_000))]))
    .execute();
}
