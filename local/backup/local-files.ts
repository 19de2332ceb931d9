/** Knows which files of a data folder belong into a backup, and copies them aside while the product may still write them. */
import { constants, copyFileSync, lstatSync, mkdirSync, readdirSync, utimesSync } from "node:fs";
import path from "node:path";

/** The folder of a copy in the making, of a restore in the making, and of what a restore has replaced. */
export const SCRATCH_PREFIX = "backup-in-progress-";
export const STAGING_PREFIX = "restoring-";
export const REPLACED_PREFIX = "replaced-";
/** A backup's own name, so that one kept in the data folder does not go into the next. */
export const BACKUP_NAME = /^quarterdeck-\d{8}-\d{6}\.tar\.gz(\.encrypted)?(\.\d+\.partial)?$/;

/** At the top of the folder: the database, which is copied by itself, and what belongs to running processes only. */
const LEFT_OUT = [
  /^postgres(-location)?$/,
  /^lock(\..*)?$/,
  /^(stack|children)\.json$/,
  /^restore-unfinished$/,
  /\.partial$/,
  new RegExp(`^(${SCRATCH_PREFIX}|${STAGING_PREFIX}|${REPLACED_PREFIX})`),
  BACKUP_NAME,
];
/** Of the logs only the mails that the sign-in has written; the others tell about a machine, not a business. */
const KEPT_LOG = /^mail/;

/** Paths of the files to keep, from the folder, with forward slashes. Neither links nor sockets are kept. */
export function listLocalFiles(dataDir: string): string[] {
  return readdirSync(dataDir, { withFileTypes: true })
    .filter(entry => !LEFT_OUT.some(pattern => pattern.test(entry.name)))
    .flatMap(entry => {
      if (entry.isFile()) return entry.name.endsWith(".log") ? [] : [entry.name];
      return entry.isDirectory() ? listFolder(dataDir, entry.name) : [];
    })
    .sort();
}

function listFolder(dataDir: string, name: string): string[] {
  return readdirSync(path.join(dataDir, name), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && (name !== "logs" || KEPT_LOG.test(entry.name)))
    .map(entry => path.relative(dataDir, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"));
}

/**
 * Copies the files to keep. Called before and after the database is copied, so that a file which the copied rows name is
 * there, whether it was written just before or deleted just after.
 */
export function copyLocalFiles(dataDir: string, target: string): void {
  for (const file of listLocalFiles(dataDir)) {
    const from = path.join(dataDir, file);
    const to = path.join(target, file);
    try {
      const { size, mtime, atime } = lstatSync(from);
      const copied = lstatSync(to, { throwIfNoEntry: false });
      if (copied?.size === size && copied.mtimeMs === mtime.getTime()) continue;
      mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
      copyFileSync(from, to, constants.COPYFILE_FICLONE);
      utimesSync(to, atime, mtime);
    } catch (error) {
      // Deleted since it was listed.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}
