/** Remembers which processes a supervisor started, and ends those that outlived a killed one; touches no others. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  const deadlineMs = Date.now() + timeoutMs;
  while (isRunning(child)) {
    if (Date.now() > deadlineMs) return false;
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
 * Deals with a postmaster.pid that a killed server left. A live server of this very folder is stopped; a file that
 * names a stranger's process, as after a reboot, is removed, since PostgreSQL would refuse to start over it.
 */
export async function clearStalePostmaster(databaseDir: string): Promise<void> {
  const file = path.join(databaseDir, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  const process = identify(pid);
  if (!Number.isInteger(pid) || !isRunning(process)) return;
  const commandLine = readCommandLine(pid);
  if (commandLine.includes("postgres") && commandLine.includes(databaseDir)) {
    await endChild({ ...process, name: "postgres" });
  } else {
    rmSync(file, { force: true });
  }
}
