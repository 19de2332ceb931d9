/** Owns the queries over the files of outputs; refuses to read a file whole where a part was asked for. */
import { type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import type { OutputFiles } from "./types.gen.ts";

/** A file without its bytes. */
export type OutputFileRow = Omit<Selectable<OutputFiles>, "bytes">;

const described = ["workspace_id", "output_id", "name", "mime_type", "byte_count", "sha256", "created_at"] as const;

/** The files of some outputs, by output and name. */
export function listOutputFiles(
  session: Session,
  workspaceId: string,
  outputIds: readonly string[],
): Promise<OutputFileRow[]> {
  if (outputIds.length === 0) return Promise.resolve([]);
  return session
    .selectFrom("output_files")
    .select(described)
    .where("workspace_id", "=", workspaceId)
    .where("output_id", "in", outputIds)
    .orderBy("output_id")
    .orderBy("name")
    .execute();
}

export type FileKey = { workspaceId: string; outputId: string; name: string };

export function findOutputFile(session: Session, key: FileKey): Promise<OutputFileRow | undefined> {
  return session
    .selectFrom("output_files")
    .select(described)
    .where("workspace_id", "=", key.workspaceId)
    .where("output_id", "=", key.outputId)
    .where("name", "=", key.name)
    .executeTakeFirst();
}

/** The bytes of a file from a position, counted from 0. */
export async function readOutputFile(
  session: Session,
  key: FileKey,
  part: { from: number; byteCount: number },
): Promise<Uint8Array> {
  const row = await session
    .selectFrom("output_files")
    .select(sql<Buffer>`substring(bytes from ${part.from + 1}::integer for ${part.byteCount}::integer)`.as("part"))
    .where("workspace_id", "=", key.workspaceId)
    .where("output_id", "=", key.outputId)
    .where("name", "=", key.name)
    .executeTakeFirstOrThrow();
  return row.part;
}
