/** Owns the file of a backup: a .tar.gz that begins with its manifest, encrypted when there is a passphrase. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { PassThrough, type Transform } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { extract, type Pack, pack } from "tar-stream";
import { BackupError, explainFileError } from "./backup-error.ts";
import { HEADER_BYTES, MAGIC, openDecryption, openEncryption } from "./encryption.ts";
import type { BackupFile, Manifest } from "./manifest.ts";
import { writeEntry } from "./tar-files.ts";

const MANIFEST = "manifest.json";
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

/** A file to put into a backup, and where it is read from. */
export type SourceFile = { path: string; from: string };

/** Size and SHA-256 of a file. */
export async function measureFile(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/**
 * Writes a backup under a name of its own and gives it the final one when it is whole and on the disk: what is cut leaves
 * no half file that looks like a backup. Throws a BackupError when the name is taken or the disk is full.
 */
export async function writeArchive(
  target: string,
  manifest: Manifest,
  files: readonly SourceFile[],
  passphrase: string | undefined,
  abort: AbortSignal,
): Promise<void> {
  const partial = `${target}.${process.pid}.partial`;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    const encryption = passphrase === undefined ? undefined : await openEncryption(passphrase);
    // A stream that is opened only to be aborted would tell so to nobody who listens.
    abort.throwIfAborted();
    const sink = createWriteStream(partial, { mode: 0o600, flush: true });
    if (encryption) sink.write(encryption.header);
    const archive = pack();
    const filled = fill(archive, manifest, files).catch(error => archive.destroy(error as Error));
    const compressor = createGzip({ level: 4 });
    const source = archive as unknown as NodeJS.ReadableStream;
    await pipeline([source, compressor, encryption?.stream ?? new PassThrough(), sink], { signal: abort });
    await filled;
    await rename(partial, target);
    await syncFolder(path.dirname(target));
  } catch (error) {
    await rm(partial, { force: true });
    throw explainFileError(error, `the backup ${target}`);
  }
}

async function fill(archive: Pack, manifest: Manifest, files: readonly SourceFile[]): Promise<void> {
  archive.entry({ name: MANIFEST, mode: 0o600 }, JSON.stringify(manifest));
  const sizes = new Map(manifest.files.map(file => [file.path, file.bytes]));
  for (const file of files) {
    const entry = archive.entry({ name: file.path, size: sizes.get(file.path) ?? 0, mode: 0o600 });
    await pipeline(createReadStream(file.from), entry as unknown as NodeJS.WritableStream);
  }
  archive.finalize();
}

/** Makes a rename outlive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a read does with the manifest, once and first, and where it puts a file: nowhere when null. */
export type ArchiveReader = {
  onManifest: (text: string) => Promise<Manifest>;
  placeFile: (file: BackupFile) => string | null;
};

/**
 * Reads a backup from beginning to end, compares every file with its checksum, and writes those that have a place.
 * Throws a BackupError that names the file when it is not readable, damaged, cut, or opened with a wrong passphrase.
 */
export async function readArchive(
  file: string,
  passphrase: string | undefined,
  reader: ArchiveReader,
  abort: AbortSignal,
): Promise<Manifest> {
  const decryption = await openSource(file, passphrase);
  abort.throwIfAborted();
  const archive = extract();
  const streams = [
    createReadStream(file, { start: decryption ? HEADER_BYTES : 0, highWaterMark: 1024 * 1024 }),
    decryption ?? new PassThrough(),
    createGunzip(),
  ];
  const flow = pipeline([...streams, archive as unknown as NodeJS.WritableStream], { signal: abort });
  try {
    const [manifest] = await Promise.all([readEntries(file, archive, reader), flow]);
    return manifest;
  } catch (error) {
    archive.destroy();
    const first = await flow.then(
      () => error,
      cause => cause,
    );
    throw explainReadError(pickCause(error, first), file);
  }
}

/** The stream's failure is often only the echo of ours, and ours that of the stream: the one with words is the cause. */
function pickCause(...errors: unknown[]): unknown {
  return errors.find(error => error instanceof BackupError) ?? errors.find(isTelling) ?? errors[0];
}

function isTelling(error: unknown): boolean {
  return !["ABORT_ERR", "ERR_STREAM_PREMATURE_CLOSE"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function explainReadError(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith("Z_") || /tar|unexpected end/i.test(message)) {
    return new BackupError(`${file} is damaged or was cut (${message}). Use another copy of it.`, { cause: error });
  }
  return explainFileError(error, "the restored data");
}

async function openSource(file: string, passphrase: string | undefined): Promise<Transform | undefined> {
  const header = Buffer.alloc(HEADER_BYTES);
  let bytesRead: number;
  try {
    const handle = await open(file, "r");
    try {
      ({ bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new BackupError(`There is no file ${file}.`);
    throw explainFileError(error, `the backup ${file}`);
  }
  if (header.subarray(0, MAGIC.length).equals(MAGIC)) {
    if (bytesRead < HEADER_BYTES) throw new BackupError(`${file} was cut. Use another copy of it.`);
    if (passphrase === undefined) {
      throw new BackupError(
        `${file} is encrypted. Give its passphrase with --passphrase-file or QUARTERDECK_BACKUP_PASSPHRASE.`,
      );
    }
    return openDecryption(header, passphrase, file);
  }
  if (header[0] === 0x1f && header[1] === 0x8b) return undefined;
  throw new BackupError(`${file} is not a backup of Quarterdeck. Give a file that \`quarterdeck backup\` wrote.`);
}

async function readEntries(
  file: string,
  archive: ReturnType<typeof extract>,
  reader: ArchiveReader,
): Promise<Manifest> {
  let manifest: Manifest | undefined;
  const missing = new Map<string, BackupFile>();
  for await (const entry of archive) {
    const { name, size } = entry.header;
    if (manifest === undefined) {
      if (name !== MANIFEST || size > MAX_MANIFEST_BYTES) {
        throw new BackupError(`${file} is not a backup of Quarterdeck: it does not begin with a manifest.`);
      }
      manifest = await reader.onManifest(await text(entry as unknown as NodeJS.ReadableStream));
      for (const listed of manifest.files) missing.set(listed.path, listed);
      continue;
    }
    const listed = missing.get(name);
    if (listed === undefined) throw new BackupError(`${file} holds "${name}", which its manifest does not list.`);
    const { bytes, sha256 } = await writeEntry(entry, reader.placeFile(listed), true);
    if (bytes !== listed.bytes || sha256 !== listed.sha256) {
      throw new BackupError(`${file} is damaged: ${name} in it is not what was written. Use another copy of it.`);
    }
    missing.delete(name);
  }
  if (manifest === undefined) throw new BackupError(`${file} is empty. Use another copy of it.`);
  const [first] = missing.keys();
  if (first !== undefined) throw new BackupError(`${file} was cut: ${missing.size} files are missing, first ${first}.`);
  return manifest;
}
