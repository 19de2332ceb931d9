/** Chooses the operating-system account that PostgreSQL runs as, since it refuses to run as root. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import path from "node:path";

export type Account = { name: string; uid: number; gid: number };

function findAccount(name: string): Account | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find(entry => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * The account for the server: none (undefined) for an ordinary user, else `postgres`, created when it is
 * missing, else `nobody`. Throws when a root user has none of them.
 */
export function chooseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = findAccount("postgres");
  if (existing) return existing;
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "postgres"], {
      stdio: "pipe",
    });
  } catch {
    // Some containers have no useradd, or a read-only /etc: `nobody` serves as well.
  }
  const account = findAccount("postgres") ?? findAccount("nobody");
  if (!account) {
    throw new Error(
      "PostgreSQL cannot run as root, and there is neither a postgres nor a nobody account. Start as an ordinary user.",
    );
  }
  return account;
}

/** Whether the account can pass through every folder from the root down to `target` (or its nearest existing parent). */
export function mayEnter(account: Account | undefined, target: string): boolean {
  const folders: string[] = [];
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (folder === path.dirname(folder)) break;
  }
  return folders.every(folder => {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (!stat) return true;
    if (!account) {
      try {
        accessSync(folder, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }
    if (stat.uid === account.uid) return (stat.mode & 0o100) !== 0;
    if (stat.gid === account.gid) return (stat.mode & 0o010) !== 0;
    return (stat.mode & 0o001) !== 0;
  });
}
