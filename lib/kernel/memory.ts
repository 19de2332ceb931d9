/** Owns the agents' shared memory: a write names the version it replaces; a lost race is a conflict, never a lost fact. */
import { AppError } from "#lib/core/errors.ts";
import type { JsonValue } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import type { MemoryEntry } from "./define.ts";

/** The entry under a key, or null when there is none or it has expired. */
export async function readMemory(
  session: Session,
  at: { workspaceId: string; namespace: string; key: string; now: Date },
): Promise<MemoryEntry | null> {
  const row = await session
    .selectFrom("memories")
    .select(["value", "version", "source", "is_untrusted", "expires_at"])
    .where("workspace_id", "=", at.workspaceId)
    .where("namespace", "=", at.namespace)
    .where("key", "=", at.key)
    .executeTakeFirst();
  if (row === undefined || (row.expires_at !== null && row.expires_at <= at.now)) return null;
  return { value: row.value as JsonValue, version: row.version, source: row.source, isUntrusted: row.is_untrusted };
}

export type MemoryWrite = {
  workspaceId: string;
  namespace: string;
  key: string;
  value: JsonValue;
  source: string;
  /** The version being replaced; 0 when there must be none. */
  expectedVersion: number;
  expiresAt?: Date;
  isUntrusted?: boolean;
  now: Date;
};

/** Writes by compare-and-set and returns the new version. Throws `conflict` when another writer came first. */
export async function writeMemory(session: Session, write: MemoryWrite): Promise<number> {
  const fields = {
    value: JSON.stringify(write.value),
    source: write.source,
    is_untrusted: write.isUntrusted ?? false,
    expires_at: write.expiresAt ?? null,
    updated_at: write.now,
  };
  const written =
    write.expectedVersion === 0
      ? await session
          .insertInto("memories")
          .values({ workspace_id: write.workspaceId, namespace: write.namespace, key: write.key, ...fields })
          .onConflict(conflict =>
            conflict
              .columns(["workspace_id", "namespace", "key"])
              .doUpdateSet({ ...fields, version: 1 })
              .where("memories.expires_at", "<=", write.now),
          )
          .returning("version")
          .executeTakeFirst()
      : await session
          .updateTable("memories")
          .set({ ...fields, version: write.expectedVersion + 1 })
          .where("workspace_id", "=", write.workspaceId)
          .where("namespace", "=", write.namespace)
          .where("key", "=", write.key)
          .where("version", "=", write.expectedVersion)
          .returning("version")
          .executeTakeFirst();
  if (written === undefined) {
    throw new AppError(
      "conflict",
      `memory ${write.namespace}/${write.key} was written by another run since it was read`,
    );
  }
  return written.version;
}
