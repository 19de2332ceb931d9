/** Owns what the operating system says of where processes listen, read from /proc: the address of every TCP socket that accepts. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { isIPv6 } from "node:net";

export type Listener = { pid: number; address: string; port: number };

/** The state LISTEN in /proc/net/tcp. */
const listening = "0A";

/** Where these processes and all they have started listen. Works on Linux only, as the rest of this folder's measurements. */
export function listListeners(rootPids: readonly number[]): Listener[] {
  const sockets = new Map([...readSockets("/proc/net/tcp"), ...readSockets("/proc/net/tcp6")]);
  return listTree(rootPids).flatMap(pid =>
    readInodes(pid).flatMap(inode => {
      const socket = sockets.get(inode);
      return socket === undefined ? [] : [{ pid, ...socket }];
    }),
  );
}

function readSockets(file: string): [string, { address: string; port: number }][] {
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .flatMap(line => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      const [address = "", port = ""] = local.split(":");
      return state === listening ? [[inode, { address: readAddress(address), port: Number.parseInt(port, 16) }]] : [];
    });
}

/** Words of four bytes in the machine's own order, which is little-endian on all that Node runs on. */
function readAddress(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  for (let index = 0; index < bytes.length; index += 4) bytes.subarray(index, index + 4).reverse();
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  const address = groups.join(":");
  if (!isIPv6(address)) throw new Error(`/proc/net/tcp6 holds the address ${hex}, which is none`);
  return address === "0:0:0:0:0:0:0:1" ? "::1" : address;
}

function listTree(rootPids: readonly number[]): number[] {
  const parents = readdirSync("/proc")
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) }];
      } catch {
        // It ended between the listing and the reading.
        return [];
      }
    });
  const tree = [...rootPids];
  for (const pid of tree) {
    for (const child of parents) if (child.parent === pid && !tree.includes(child.pid)) tree.push(child.pid);
  }
  return tree;
}

function readInodes(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap(name => {
      const match = /^socket:\[(\d+)\]$/.exec(readLink(`/proc/${pid}/fd/${name}`));
      return match?.[1] === undefined ? [] : [match[1]];
    });
  } catch {
    // It has ended.
    return [];
  }
}

function readLink(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    // Closed since it was listed.
    return "";
  }
}
