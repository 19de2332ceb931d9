/** Writes the entries of a tar stream into a folder; refuses whatever would land outside it or is no plain file. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ExtractEvents } from "tar-stream";
import { BackupError } from "./backup-error.ts";

/** One entry of a tar stream that is being read. */
export type TarEntry = ExtractEvents["entry"][1];

/** Where a path of an archive belongs below a folder. Throws on one that leaves it. */
export function resolveInside(folder: string, name: string): string {
  const target = path.resolve(folder, name);
  if (target !== folder && !target.startsWith(folder + path.sep)) {
    throw new BackupError(`The path "${name}" leads out of the folder. Use another copy of the backup.`);
  }
  return target;
}

/** Writes one file and returns its digest. `flush` makes it outlive a power cut. A target of null only reads it. */
export async function writeEntry(
  source: TarEntry,
  target: string | null,
  flush: boolean,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      hash.update(chunk);
      bytes += chunk.length;
      callback(null, chunk);
    },
  });
  if (target !== null) await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const sink =
    target === null
      ? new Writable({ write: (_chunk, _encoding, callback) => callback() })
      : createWriteStream(target, { mode: 0o600, flush });
  await pipeline(source as unknown as NodeJS.ReadableStream, meter, sink);
  return { bytes, sha256: hash.digest("hex") };
}
