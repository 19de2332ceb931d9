/** What a backup says of itself: who made it when, what every table held, and the checksum of every file. */
import { DATA_VERSION } from "../stack/data-folder.ts";
import { BackupError } from "./backup-error.ts";
import type { Figure } from "./inventory.ts";

/** Raised when older code could no longer read a backup. */
export const FORMAT = 1;

/** A file of the backup by its path from the data folder, with forward slashes. */
export type BackupFile = { path: string; bytes: number; sha256: string };

export type Manifest = {
  format: number;
  /** The version of Quarterdeck that made it. */
  product: string;
  /** The moment that the backup shows. */
  madeAt: string;
  /** The layout of the data folder. */
  dataVersion: number;
  /** Operating system and processor: a database's files belong to one kind of machine. */
  platform: string;
  /** The major version of PostgreSQL. */
  postgres: number;
  /** The newest migration that the database had; null before the first. */
  migration: string | null;
  wasRunning: boolean;
  figures: Figure[];
  /** All folders, since PostgreSQL wants also those that hold nothing. */
  folders: string[];
  files: BackupFile[];
};

/** What this code and this machine can restore. */
export type Reach = { postgres: number; migration: string | null };

export const platform = `${process.platform}-${process.arch}`;

/** Reads a manifest and refuses what this code or this machine cannot restore, saying where it can be. */
export function readManifest(text: string, file: string, reach: Reach): Manifest {
  const manifest = parse(text, file);
  const hasNewerTables = manifest.migration !== null && manifest.migration > (reach.migration ?? "");
  if (manifest.format > FORMAT || manifest.dataVersion > DATA_VERSION || hasNewerTables) {
    throw new BackupError(
      `${file} was made by a newer Quarterdeck (${manifest.product}). Update the code, and restore it with that.`,
    );
  }
  if (manifest.platform !== platform) {
    throw new BackupError(
      `${file} was made on ${manifest.platform} and this machine is ${platform}: the files of a database fit one kind of machine only. Restore it on ${manifest.platform}.`,
    );
  }
  if (manifest.postgres !== reach.postgres) {
    throw new BackupError(
      `${file} holds a database of PostgreSQL ${manifest.postgres}, and this code brings ${reach.postgres}. Restore it with the Quarterdeck that made it (${manifest.product}).`,
    );
  }
  return manifest;
}

function parse(text: string, file: string): Manifest {
  try {
    const manifest: Manifest = JSON.parse(text);
    if (Number.isInteger(manifest.format) && Array.isArray(manifest.files)) return manifest;
  } catch {
    // Said below: what is no JSON and what is another's JSON are the same mistake.
  }
  throw new BackupError(`${file} is not a backup of Quarterdeck. Give a file that \`quarterdeck backup\` wrote.`);
}
