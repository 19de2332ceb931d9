/** Remembers which processes a supervisor started, and ends those that outlived a killed one; touches no others. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { identify, isRunning, type ProcessIdentity, readCommandLine, sendSignal } from "./process-identity.ts";

type RecordedChild = ProcessIdentity & { name: string };

const GRACE_MS = 3_000;
const DATABASE_GRACE_MS = 8_000;

const fileOf = (dataDir: string) => path.join(dataDir, "children.json");

/** Writes down the children that run now. */
export function recordChildren(dataDir: string, children: { name: string; pid: number }[]): void {
  const recorded: RecordedChild[] = children.map(({ name, pid }) => ({ name, ...identify(pid) }));
  const partial = `${fileOf(dataDir)}.partial`;
  writeFileSync(partial, JSON.stringify(recorded), { mode: 0o600 });
  renameSync(partial, fileOf(dataDir));
}

async function waitUntilGone(child: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  while (isRunning(child)) {
    if (performance.now() > deadlineMs) return false;
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  return true;
}

async function endChild(child: RecordedChild): Promise<void> {
  const isDatabase = child.name === "postgres";
  sendSignal(child.pid, isDatabase ? "SIGINT" : "SIGTERM", "process");
  if (await waitUntilGone(child, isDatabase ? DATABASE_GRACE_MS : GRACE_MS)) return;
  sendSignal(child.pid, "SIGKILL", "group");
  await waitUntilGone(child, GRACE_MS);
}

/** Ends what a killed supervisor left running. Returns the names. Call only while holding the folder's lock. */
export async function endLeftovers(dataDir: string): Promise<string[]> {
  const file = fileOf(dataDir);
  if (!existsSync(file)) return [];
  let recorded: RecordedChild[];
  try {
    recorded = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    recorded = [];
  }
  const running = recorded.filter(isRunning);
  const database = running.filter(child => child.name === "postgres");
  await Promise.all(running.filter(child => child.name !== "postgres").map(endChild));
  await Promise.all(database.map(endChild));
  rmSync(file, { force: true });
  return running.map(child => child.name);
}

/**
 * Deals with the lock files that a killed server left. A live server of this very folder is stopped; files that name
 * a stranger's process, as after a reboot, are removed, since PostgreSQL would refuse to start over them.
 */
export async function clearStaleLocks(databaseDir: string): Promise<void> {
  if (!existsSync(databaseDir)) return;
  const file = path.join(databaseDir, "postmaster.pid");
  const pid = existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : Number.NaN;
  const process = identify(pid);
  if (Number.isInteger(pid) && isRunning(process)) {
    const commandLine = readCommandLine(pid);
    if (commandLine.includes("postgres") && commandLine.includes(databaseDir)) {
      await endChild({ ...process, name: "postgres" });
    } else {
      rmSync(file, { force: true });
    }
  }
  for (const name of readdirSync(databaseDir)) {
    if (/^\.s\.PGSQL\.\d+\.lock$/.test(name)) rmSync(path.join(databaseDir, name), { force: true });
  }
}
