/** Holds a file for one process; refuses the second by naming the first. A data folder is held so by its supervisor. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts";
import { StartError } from "./start-error.ts";

type Holder = ProcessIdentity & { url: string };

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function tryCreate(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Takes a lock file, over a dead holder if need be. Returns what gives it back, or who holds it. */
export function tryLock(file: string, url: string): { release: () => void } | { holder: Holder } {
  const self: Holder = { ...identify(process.pid), url };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (tryCreate(file, self)) {
      return {
        release: () => {
          if (readHolder(file)?.pid === self.pid) rmSync(file, { force: true });
        },
      };
    }
    const holder = readHolder(file);
    if (holder && isRunning(holder)) return { holder };
    // Moved away rather than deleted: of two that find the same dead lock, only one succeeds.
    const aside = `${file}.${process.pid}.stale`;
    try {
      renameSync(file, aside);
      const moved = readHolder(aside);
      // Another start replaced the dead lock in between: what was moved is alive and goes back.
      if (moved && isRunning(moved)) renameSync(aside, file);
      else rmSync(aside, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new StartError(`The lock ${file} keeps changing hands. Try again.`);
}

/** Takes the lock of a data folder, over a dead holder if need be. Returns what gives it back. */
export function takeLock(dataDir: string, url: string): () => void {
  const taken = tryLock(path.join(dataDir, "lock"), url);
  if ("release" in taken) return taken.release;
  const { pid, url: address } = taken.holder;
  throw new StartError(
    `Quarterdeck is already running on this data folder: process ${pid}, ${address}\nOpen that address, stop it first, or start a second one with its own folder and ports (QUARTERDECK_DATA, PORT, SUPABASE_PORT, POSTGRES_PORT, INNGEST_PORT, WORKER_PORT).`,
  );
}
