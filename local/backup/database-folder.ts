/** Gives files that this process wrote to the account that PostgreSQL runs as, and removes a folder with its database. */
import { chownSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { PostgresPlace } from "../postgres/place.ts";
import { clearStaleLocks } from "../stack/leftovers.ts";

/** Makes the server's account the owner of everything in its folder. */
export function handOver(place: PostgresPlace): void {
  const { account, databaseDir } = place;
  if (!account) return;
  for (const entry of readdirSync(databaseDir, { recursive: true, withFileTypes: true })) {
    chownSync(path.join(entry.parentPath, entry.name), account.uid, account.gid);
  }
}

/** Where the database of a data folder is, also when it had to be kept elsewhere. */
export function locateDatabase(dataDir: string): string {
  const pointer = path.join(dataDir, "postgres-location");
  return existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : path.join(dataDir, "postgres");
}

/** Removes a folder of ours with its database, and ends the server that a killed run may have left on it. */
export async function removeFolder(folder: string): Promise<void> {
  const databaseDir = locateDatabase(folder);
  await clearStaleLocks(databaseDir);
  rmSync(databaseDir, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
