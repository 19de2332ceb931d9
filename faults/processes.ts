/** Owns the product's processes seen from outside: which part is which, what it has started, and their sudden end. Ends nothing else. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

/** The parts as the supervisor writes them down: supervisor, postgres, gateway, engine, worker, next. Empty while nothing runs. */
export function readParts(dataDir: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(path.join(dataDir, "stack.json"), "utf8")).pids;
  } catch {
    return {};
  }
}

function readParent(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : Number(parent);
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}

/** The processes that one has started, with what those have. */
export function listDescendants(root: number): number[] {
  const parents = readdirSync("/proc")
    .filter(name => /^\d+$/.test(name))
    .map(name => [Number(name), readParent(Number(name))] as const);
  const found: number[] = [];
  for (let level = [root]; level.length > 0; ) {
    level = parents.filter(([, parent]) => parent !== undefined && level.includes(parent)).map(([pid]) => pid);
    found.push(...level);
  }
  return found;
}

/** Ends a process at once, as a crash would; false when it had ended before. */
export function killNow(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

/** Ends everything that a start has started, at once, as a power cut would; what it had written down stays, but for its address. */
export function killTree(rootPid: number, dataDir: string): void {
  const all = [rootPid, ...listDescendants(rootPid)];
  const others = Object.values(readParts(dataDir)).filter(pid => !all.includes(pid));
  for (const pid of others) all.push(pid, ...listDescendants(pid));
  for (const pid of all) killNow(pid);
  // Whoever waits for the next start must not take the last one's record for it.
  rmSync(path.join(dataDir, "stack.json"), { force: true });
}
