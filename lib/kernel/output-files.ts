/** Owns the files of outputs: checked when a task stages them, stored with the output in the finishing transaction. */
import { createHash } from "node:crypto";
import { AppError } from "#lib/core/errors.ts";
import type { Session } from "#lib/db/database.ts";
import type { OutputFile } from "./define.ts";

/** The most one file may hold, in bytes; the database refuses more as well. */
export const maxFileBytes = 50 * 1024 * 1024;

/**
 * Refuses a file that could not be stored or served. Throws `too-large` for one above the limit; anything else is a mistake of
 * the task's, and thrown as a bug.
 */
export function checkFile(
  file: OutputFile,
  staged: { outputs: readonly { id: string }[]; files: readonly OutputFile[] },
) {
  const { outputId, name, mimeType, bytes } = file;
  if (!staged.outputs.some(output => output.id === outputId)) {
    throw new Error(`the file ${name} belongs to an output that this run has not made`);
  }
  if (staged.files.some(other => other.outputId === outputId && other.name === name)) {
    throw new Error(`the output has a file ${name} already`);
  }
  if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)) {
    throw new Error(`the file name "${name}" must be 1 to 100 small letters, digits, dots, dashes or underscores`);
  }
  if (!/^[a-z]+\/[a-z0-9.+-]{1,80}$/.test(mimeType)) throw new Error(`"${mimeType}" is no media type of a file`);
  if (bytes.byteLength === 0) throw new Error(`the file ${name} is empty`);
  if (bytes.byteLength > maxFileBytes) {
    throw new AppError(
      "too-large",
      `${name} has ${Math.ceil(bytes.byteLength / 1024 / 1024)} MB, and a file may have 50: make it shorter or smaller`,
    );
  }
}

/** Writes the files of outputs that are already in the transaction. */
export async function storeFiles(session: Session, workspaceId: string, files: readonly OutputFile[]): Promise<void> {
  for (const { outputId, name, mimeType, bytes } of files) {
    await session
      .insertInto("output_files")
      .values({
        workspace_id: workspaceId,
        output_id: outputId,
        name,
        mime_type: mimeType,
        byte_count: bytes.byteLength,
        sha256: createHash("sha256").update(bytes).digest(),
        bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      })
      .execute();
  }
}
