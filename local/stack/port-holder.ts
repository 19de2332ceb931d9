/** Finds out which process listens on a port, where the system says so: on Linux, for processes that this user may look into. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { readCommandLine } from "./process-identity.ts";

const LISTENING = "0A";

function readInodes(port: number): Set<string> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readText(file).split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state === LISTENING && local.endsWith(`:${hexPort}`)) inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function holdsOne(pid: string, inodes: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some(descriptor => inodes.has(readlinkSync(`${folder}/${descriptor}`)));
  } catch {
    // Another user's process, or one that ended, or closed a file, just now.
    return false;
  }
}

/** "process 123 (node server.js)", or undefined when the system does not tell. */
export function describePortHolder(port: number): string | undefined {
  if (process.platform !== "linux") return undefined;
  const inodes = readInodes(port);
  if (inodes.size === 0) return undefined;
  const pid = readdirSync("/proc").find(name => /^\d+$/.test(name) && holdsOne(name, inodes));
  if (pid === undefined) return undefined;
  // Arguments may hold secrets: the program and what it runs are enough to find it.
  const [program = "", script = ""] = readCommandLine(Number(pid)).split(" ");
  const what = [program, script].filter(part => part !== "" && !part.startsWith("-")).join(" ");
  return `process ${pid}${what === "" ? "" : ` (${what})`}`;
}
