/** Keeps the bytes of objects: each version is a file under a random name, written aside, synced and moved, never changed afterwards. */
import { createHash, randomUUID } from "node:crypto";
import { constants, copyFile, mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { refuse } from "./errors.ts";

/** Below so many free bytes nothing is accepted: the database on the same disk needs them more. */
const MIN_FREE_BYTES = 256 * 1024 ** 2;
const VERSION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type StagedFile = { version: string; sizeBytes: number; md5: string };

export class FileStore {
  readonly #folder: string;
  readonly #staging: string;

  constructor(folder: string) {
    this.#folder = path.join(folder, "objects");
    this.#staging = path.join(folder, "incoming");
  }

  /** Makes the folders, and removes what an interrupted upload left. Call before anything else. */
  async open(): Promise<void> {
    await rm(this.#staging, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await mkdir(this.#staging, { recursive: true, mode: 0o700 });
  }

  /** Writes a new version durably. Throws EntityTooLarge beyond `limitBytes`; leaves nothing behind when it fails. */
  async write(content: Readable, limitBytes: number): Promise<StagedFile> {
    const { bavail, bsize } = await statfs(this.#staging);
    if (bavail * bsize < MIN_FREE_BYTES) throw refuse.diskFull();
    const version = randomUUID();
    const aside = path.join(this.#staging, version);
    const hash = createHash("md5");
    let sizeBytes = 0;
    async function* measure(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) throw refuse.tooLarge();
        hash.update(chunk);
        yield chunk;
      }
    }
    // Opened first: a stream that fails while it still opens its file would leave one behind.
    const file = await open(aside, "wx", 0o600);
    try {
      await pipeline(content, measure, file.createWriteStream({ flush: true }));
      await this.#settle(aside, version);
    } catch (error) {
      await file.close();
      await rm(aside, { force: true });
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw refuse.diskFull();
      throw error;
    }
    return { version, sizeBytes, md5: hash.digest("hex") };
  }

  /** A second file with the same bytes. Throws ENOENT when the first is gone. */
  async duplicate(version: string): Promise<string> {
    const copy = randomUUID();
    const aside = path.join(this.#staging, copy);
    try {
      await copyFile(this.#locate(version), aside, constants.COPYFILE_FICLONE);
      const handle = await open(aside, "r+");
      await handle.sync();
      await handle.close();
      await this.#settle(aside, copy);
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
    return copy;
  }

  /** Opens a version for reading; the file lives on for the reader even when it is deleted meanwhile. */
  async read(version: string) {
    return open(this.#locate(version), "r");
  }

  async remove(versions: readonly (string | null)[]): Promise<void> {
    for (const version of versions) if (version !== null) await rm(this.#locate(version), { force: true });
  }

  /** The versions on disk that are older than `minAgeMs`: an upload that is about to be recorded is younger. */
  async *list(minAgeMs: number): AsyncGenerator<string[]> {
    for (const shelf of await readdir(this.#folder)) {
      const names = (await readdir(path.join(this.#folder, shelf))).filter(name => VERSION.test(name));
      const old: string[] = [];
      for (const name of names) {
        const info = await stat(path.join(this.#folder, shelf, name)).catch(ignoreMissing);
        if (info && Date.now() - info.ctimeMs >= minAgeMs) old.push(name);
      }
      if (old.length > 0) yield old;
    }
  }

  /** Moves a synced file to its place and makes the move itself durable. */
  async #settle(aside: string, version: string): Promise<void> {
    const target = this.#locate(version);
    const shelf = path.dirname(target);
    if (await mkdir(shelf, { recursive: true, mode: 0o700 })) await syncFolder(this.#folder);
    await rename(aside, target);
    await syncFolder(shelf);
  }

  #locate(version: string): string {
    if (!VERSION.test(version)) throw new Error(`not a version of an object: ${version}`);
    return path.join(this.#folder, version.slice(0, 2), version);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
