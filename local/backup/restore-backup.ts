/**
 * Restores a backup into a data folder: unpacked and checked beside what is there, started once and compared with what the
 * backup counted, and only then put in place. Moves what it replaces aside and deletes none of it.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type PostgresPlace, placePostgres } from "../postgres/place.ts";
import { RESTORE_MARK } from "../stack/data-folder.ts";
import type { Keys } from "../stack/keys.ts";
import { clearStaleLocks, endLeftovers } from "../stack/leftovers.ts";
import { takeLock } from "../stack/lock.ts";
import { readArchive } from "./archive.ts";
import { BackupError, explainFileError } from "./backup-error.ts";
import { handOver, locateDatabase, removeFolder } from "./database-folder.ts";
import { type Held, holdEffects } from "./hold-effects.ts";
import { describeDifferences, takeInventory } from "./inventory.ts";
import { REPLACED_PREFIX, STAGING_PREFIX } from "./local-files.ts";
import { type Manifest, type Reach, readManifest } from "./manifest.ts";
import { resolveInside } from "./tar-files.ts";
import { withServer } from "./temporary-server.ts";

const SPARE_BYTES = 256 * 1024 ** 2;
/** Differences beyond these are only counted. */
const SHOWN_DIFFERENCES = 10;

export type RestoreRequest = {
  file: string;
  dataDir: string;
  passphrase: string | undefined;
  reach: Reach;
  /** Moves what the folder holds aside instead of refusing to touch it. */
  mayReplace: boolean;
  /** The backup is the last state there was, so nothing can have been sent since: agents go on. */
  isLastState: boolean;
  say: (message: string) => void;
  abort: AbortSignal;
};

export type RestoreReport = { manifest: Manifest; held: Held | null; replacedIn: string | null };

/** Reads a whole backup and compares every checksum, without touching anything. */
export async function verifyBackup(
  request: Pick<RestoreRequest, "file" | "passphrase" | "reach" | "abort">,
): Promise<Manifest> {
  return readArchive(
    request.file,
    request.passphrase,
    { onManifest: async text => readManifest(text, request.file, request.reach), placeFile: () => null },
    request.abort,
  );
}

/** Restores. Throws a BackupError with what to do; what was there is then as it was. */
export async function restoreBackup(request: RestoreRequest): Promise<RestoreReport> {
  const { dataDir } = request;
  try {
    if (mkdirSync(dataDir, { recursive: true })) chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    const release = takeLock(dataDir, "which restores a backup");
    try {
      return await restoreLocked(request);
    } finally {
      release();
    }
  } catch (error) {
    throw explainFileError(error, "the restored data");
  }
}

async function restoreLocked(request: RestoreRequest): Promise<RestoreReport> {
  const { dataDir, file } = request;
  const mark = path.join(dataDir, RESTORE_MARK);
  for (const name of readdirSync(dataDir).filter(entry => entry.startsWith(STAGING_PREFIX))) {
    await removeFolder(path.join(dataDir, name));
  }
  const isOccupied = listOccupants(dataDir).length > 0;
  if (isOccupied && !request.mayReplace) {
    throw new BackupError(
      existsSync(mark)
        ? `An earlier restore into ${dataDir} did not finish. Run it again with --replace: what lies there is moved aside.`
        : `${dataDir} is not empty. Restore into another folder (QUARTERDECK_DATA), or say --replace: what lies there is moved aside, not deleted.`,
    );
  }
  await endLeftovers(dataDir);
  await clearStaleLocks(locateDatabase(dataDir));
  // An empty folder could be started over half-way; a full one stays as it is until the restored data is proven.
  if (!isOccupied) writeMark(mark, file);
  const staging = path.join(dataDir, `${STAGING_PREFIX}${Date.now()}`);
  let isMoving = false;
  try {
    const { manifest, place } = await unpack(request, staging);
    const held = await prove(request, manifest, place, staging);
    request.abort.throwIfAborted();
    isMoving = true;
    writeMark(mark, file);
    const replacedIn = isOccupied ? moveAside(dataDir) : null;
    moveInto(staging, dataDir);
    rmSync(mark);
    syncFolder(dataDir);
    return { manifest, held, replacedIn };
  } catch (error) {
    await removeFolder(staging);
    if (!isMoving && !isOccupied) rmSync(mark, { force: true });
    throw error;
  }
}

function writeMark(mark: string, file: string): void {
  writeFileSync(mark, `${file}\n`, { mode: 0o600, flush: true });
}

/** What lies in the folder that is not a restore's own. */
function listOccupants(dataDir: string): string[] {
  return readdirSync(dataDir).filter(
    name =>
      name !== "lock" &&
      name !== "lost+found" &&
      name !== RESTORE_MARK &&
      !name.startsWith(STAGING_PREFIX) &&
      !name.startsWith(REPLACED_PREFIX),
  );
}

async function unpack(request: RestoreRequest, staging: string): Promise<{ manifest: Manifest; place: PostgresPlace }> {
  const place = await placePostgres(staging);
  request.say("Unpacking and checking the backup …");
  const locate = (name: string) =>
    name.startsWith("postgres/")
      ? resolveInside(place.databaseDir, name.slice("postgres/".length))
      : resolveInside(staging, name);
  const manifest = await readArchive(
    request.file,
    request.passphrase,
    {
      onManifest: async text => {
        const read = readManifest(text, request.file, request.reach);
        refuseFullDisk(place.databaseDir, read);
        for (const folder of read.folders) mkdirSync(locate(folder), { recursive: true, mode: 0o700 });
        return read;
      },
      placeFile: ({ path: name }) => locate(name),
    },
    request.abort,
  );
  handOver(place);
  return { manifest, place };
}

function refuseFullDisk(folder: string, manifest: Manifest): void {
  const neededBytes = manifest.files.reduce((sum, file) => sum + file.bytes, SPARE_BYTES);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= neededBytes) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1024 ** 2);
  throw new BackupError(
    `Only ${megabytes(bavail * bsize)} MB are free on the disk of ${folder}; the restored data needs ${megabytes(neededBytes)} MB. Free some space, or use a folder on another disk (QUARTERDECK_DATA).`,
  );
}

/** Starts what was unpacked, compares it with what the backup counted, and holds what might be sent twice. */
async function prove(
  request: RestoreRequest,
  manifest: Manifest,
  place: PostgresPlace,
  staging: string,
): Promise<Held | null> {
  request.say("Starting the database once and comparing every table …");
  const keys: Keys = JSON.parse(readFileSync(path.join(staging, "keys.json"), "utf8"));
  return withServer(place, keys.superuserPassword, { autovacuum: "off" }, async url => {
    const differences = describeDifferences(manifest.figures, await takeInventory(url));
    if (differences.length > 0) {
      const more = differences.length > SHOWN_DIFFERENCES ? `, and ${differences.length - SHOWN_DIFFERENCES} more` : "";
      throw new BackupError(
        `What was restored from ${request.file} is not what was backed up: ${differences.slice(0, SHOWN_DIFFERENCES).join(", ")}${more}. Nothing was put in place. Use another backup.`,
      );
    }
    return request.isLastState ? null : holdEffects(url, manifest.madeAt);
  });
}

/** Moves everything that is not a restore's own into a folder beside it, and returns that. */
function moveAside(dataDir: string): string {
  const aside = path.join(dataDir, `${REPLACED_PREFIX}${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`);
  mkdirSync(aside, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  for (const name of listOccupants(dataDir)) renameSync(path.join(dataDir, name), path.join(aside, name));
  return aside;
}

function moveInto(staging: string, dataDir: string): void {
  for (const name of readdirSync(staging)) renameSync(path.join(staging, name), path.join(dataDir, name));
  rmdirSync(staging);
  syncFolder(dataDir);
}

/** Makes what was moved outlive a power cut. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
