/** The one folder that holds everything a person would back up; refuses a full disk and a folder from newer code. */
import { chmodSync, existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StartError } from "./start-error.ts";

/** Raised when the layout of the folder changes in a way that older code must not touch. */
export const DATA_VERSION = 1;
const MIN_FREE_BYTES = 1024 ** 3;
/** A file that stands in the folder while a restore puts its data in place. */
export const RESTORE_MARK = "restore-unfinished";

/** The folder that the environment asks for, `.data` in the project otherwise. */
export function resolveDataDir(projectDir: string, environment: NodeJS.ProcessEnv): string {
  return path.resolve(projectDir, environment.QUARTERDECK_DATA || ".data");
}

function refuseFullDisk(dataDir: string): void {
  const { bavail, bsize } = statfsSync(dataDir);
  const freeBytes = bavail * bsize;
  if (freeBytes >= MIN_FREE_BYTES) return;
  const freeMegabytes = Math.floor(freeBytes / 1024 ** 2);
  throw new StartError(
    `Only ${freeMegabytes} MB are free on the disk of ${dataDir}; at least 1 GB is needed. Free some space, or use a folder on another disk (QUARTERDECK_DATA).`,
  );
}

function refuseUnfinishedRestore(dataDir: string): void {
  const mark = path.join(dataDir, RESTORE_MARK);
  if (!existsSync(mark)) return;
  throw new StartError(
    `A restore of ${readFileSync(mark, "utf8").trim()} into ${dataDir} did not finish, so the folder holds no whole product. Run it again: quarterdeck restore --replace <file>`,
  );
}

function refuseNewerFolder(dataDir: string): void {
  const file = path.join(dataDir, "version");
  if (!existsSync(file)) {
    writeFileSync(file, `${DATA_VERSION}\n`);
    return;
  }
  const version = Number(readFileSync(file, "utf8").trim());
  if (!Number.isInteger(version))
    throw new StartError(`${file} does not hold a version number. Restore it from a backup.`);
  if (version > DATA_VERSION) {
    throw new StartError(
      `The data folder ${dataDir} was written by a newer Quarterdeck (format ${version}; this code knows ${DATA_VERSION}). Update the code, or use another folder (QUARTERDECK_DATA).`,
    );
  }
}

/** Creates the folder where needed and checks it. Throws StartError with what to do. */
export function openDataFolder(dataDir: string): void {
  refuseUnfinishedRestore(dataDir);
  try {
    // Passable for the database's account when we are root; everything private inside has its own mode.
    if (mkdirSync(dataDir, { recursive: true })) chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    mkdirSync(path.join(dataDir, "logs"), { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`The data folder ${dataDir} cannot be created (${reason}). Set QUARTERDECK_DATA to another.`, {
      cause,
    });
  }
  refuseNewerFolder(dataDir);
  refuseFullDisk(dataDir);
}
