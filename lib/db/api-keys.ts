/** Owns the queries over API keys. Never reads a key's hash. */
import type { Insertable, Selectable } from "kysely";
import type { Session } from "./database.ts";
import type { ApiKeys } from "./types.gen.ts";

export type ApiKeyRow = Omit<Selectable<ApiKeys>, "key_hash">;

const columns = [
  "id",
  "workspace_id",
  "name",
  "prefix",
  "scopes",
  "created_by",
  "created_at",
  "expires_at",
  "revoked_at",
  "last_used_at",
] as const;

/** The keys the caller may see, newest first. */
export function listApiKeys(
  session: Session,
  workspaceId: string,
  page: { limit: number; beforeId?: string },
): Promise<ApiKeyRow[]> {
  return session
    .selectFrom("api_keys")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

export function findApiKey(session: Session, workspaceId: string, id: string): Promise<ApiKeyRow | undefined> {
  return session
    .selectFrom("api_keys")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export function insertApiKey(session: Session, row: Insertable<ApiKeys>): Promise<ApiKeyRow> {
  return session.insertInto("api_keys").values(row).returning(columns).executeTakeFirstOrThrow();
}

/** Ends a key for good. False when it had already ended. */
export async function revokeApiKey(session: Session, workspaceId: string, id: string, at: Date): Promise<boolean> {
  const result = await session
    .updateTable("api_keys")
    .set({ revoked_at: at })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Ends every key that a person made in a workspace. Returns the ids of those that had not ended yet. */
export async function revokeKeysOf(session: Session, workspaceId: string, userId: string, at: Date): Promise<string[]> {
  const rows = await session
    .updateTable("api_keys")
    .set({ revoked_at: at })
    .where("workspace_id", "=", workspaceId)
    .where("created_by", "=", userId)
    .where("revoked_at", "is", null)
    .returning("id")
    .execute();
  return rows.map(row => row.id);
}
