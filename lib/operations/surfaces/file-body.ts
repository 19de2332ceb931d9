/** Owns a request whose body is a file: written to disk as it arrives, so that a large one costs no memory, and gone afterwards. */
import { createHash } from "node:crypto";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppError } from "#lib/core/errors.ts";
import { type InputFile, openInputFile } from "../input-file.ts";

const mediaTypes = new Set([
  "text/csv",
  "text/tab-separated-values",
  "text/plain",
  "application/csv",
  "application/octet-stream",
]);

/** A file on this machine that is gone when its scope ends. */
export type SpooledFile = AsyncDisposable & { file: InputFile };

/** Whether the body of a request is a file, by its media type. */
export function isFileBody(request: Request): boolean {
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return mediaTypes.has(mediaType);
}

/**
 * The body of a request as a file, readable only by this process's user. Whole before it is returned: a slow or broken upload never
 * holds a transaction. Throws `too-large` above the limit, `unavailable` when the disk has no room or the upload breaks off.
 */
export async function spoolBody(request: Request, limitBytes: number): Promise<SpooledFile> {
  if (Number(request.headers.get("content-length") ?? "0") > limitBytes) throw refuseSize(limitBytes);
  let handle: FileHandle | undefined;
  try {
    handle = await openNameless();
    const facts = await writeBody(request.body, handle, limitBytes);
    const opened = handle;
    return { file: openInputFile(opened, facts), [Symbol.asyncDispose]: () => opened.close() };
  } catch (error) {
    await handle?.close();
    throw explain(error);
  }
}

/** A file that no folder lists any more: it is gone with its handle, even when the process dies. */
async function openNameless(): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(tmpdir(), "quarterdeck-upload-"));
  try {
    return await open(path.join(folder, "file"), "wx+", 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeBody(body: ReadableStream<Uint8Array> | null, handle: FileHandle, limitBytes: number) {
  const hash = createHash("sha256");
  let bytes = 0;
  const reader = body?.getReader();
  for (;;) {
    const piece = await reader?.read();
    if (piece === undefined || piece.done) break;
    bytes += piece.value.byteLength;
    if (bytes > limitBytes) {
      // Left unread, not cancelled: cancelling resets the connection before the sender has read why.
      reader?.releaseLock();
      throw refuseSize(limitBytes);
    }
    hash.update(piece.value);
    await handle.writeFile(piece.value);
  }
  return { bytes, sha256: hash.digest("hex") };
}

function refuseSize(limitBytes: number): AppError {
  const limit =
    limitBytes < 1024 * 1024 ? `${Math.floor(limitBytes / 1024)} kB` : `${Math.floor(limitBytes / 1024 / 1024)} MB`;
  return new AppError(
    "too-large",
    `the file is larger than ${limit}: split it and send the parts one after the other`,
    {
      details: { facts: { limit_bytes: limitBytes } },
    },
  );
}

function explain(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EROFS")
    return new AppError("unavailable", "this server has no room for the file: try again later", { cause: error });
  // What fails while a body is read is the connection to whoever sends it.
  return new AppError("unavailable", "the upload broke off: send the file again", { cause: error });
}
