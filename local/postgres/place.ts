/** Decides where the database files and programs live, so that the server's account can reach them. */
import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import path from "node:path";
import { type Account, chooseAccount, mayEnter } from "./account.ts";
import { findPostgresBinaries, type PostgresBinaries, relocateBinaries } from "./binaries.ts";

export type PostgresPlace = {
  account: Account | undefined;
  binaries: PostgresBinaries;
  databaseDir: string;
  /** Where the server's socket file lies: only its own account and root can enter. Undefined where there can be none. */
  socketDir: string | undefined;
  /** Says why something lives outside the data folder, or undefined when nothing does. */
  note: string | undefined;
};

/** What the system's socket addresses hold, the file's own name and the end mark taken off. */
const MAX_SOCKET_DIR_BYTES = 107 - "/.s.PGSQL.65535".length;
const SHARED_ROOT = "/var/lib/quarterdeck";

async function placeBinaries(account: Account | undefined): Promise<{ binaries: PostgresBinaries; note?: string }> {
  const binaries = await findPostgresBinaries();
  if (mayEnter(account, path.dirname(binaries.postgres))) return { binaries };
  const packageJson = readFileSync(path.join(path.dirname(binaries.root), "package.json"), "utf8");
  const version: string = JSON.parse(packageJson).version;
  const root = path.join(SHARED_ROOT, `postgresql-${version}`);
  const note = `PostgreSQL runs from ${root}, since the account "${account?.name}" cannot enter this checkout.`;
  if (!existsSync(root)) {
    makePassable(SHARED_ROOT);
    const partial = `${root}.${process.pid}.partial`;
    await cp(binaries.root, partial, { recursive: true, verbatimSymlinks: true });
    chmodSync(partial, 0o755);
    try {
      renameSync(partial, root);
    } catch (cause) {
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(root)) throw cause;
    }
  }
  return { binaries: relocateBinaries(binaries, root), note };
}

function placeDatabase(dataDir: string, account: Account | undefined): { databaseDir: string; note?: string } {
  const inside = path.join(dataDir, "postgres");
  const pointer = path.join(dataDir, "postgres-location");
  if (existsSync(pointer)) return { databaseDir: readFileSync(pointer, "utf8").trim() };
  if (mayEnter(account, inside)) return { databaseDir: inside };
  const key = createHash("sha256").update(path.resolve(dataDir)).digest("hex").slice(0, 12);
  const outside = path.join(SHARED_ROOT, `data-${key}`);
  makePassable(SHARED_ROOT);
  writeFileSync(pointer, `${outside}\n`);
  return {
    databaseDir: outside,
    note: `The database lives in ${outside}, since the account "${account?.name}" cannot enter ${dataDir}.`,
  };
}

/** Creates a folder that other accounts may pass through, whatever the umask says; leaves an existing one as it is. */
function makePassable(folder: string): void {
  if (mkdirSync(folder, { recursive: true }) && process.getuid?.() === 0) chmodSync(folder, 0o711);
}

/** Where the server of a data folder runs from and keeps its files; creates the (empty) database folder. */
export async function placePostgres(dataDir: string): Promise<PostgresPlace> {
  const account = chooseAccount();
  makePassable(dataDir);
  const { binaries, note: binariesNote } = await placeBinaries(account);
  const { databaseDir, note: databaseNote } = placeDatabase(dataDir, account);
  if (mkdirSync(databaseDir, { recursive: true })) chmodSync(databaseDir, 0o700);
  if (account) chownSync(databaseDir, account.uid, account.gid);
  const note = [binariesNote, databaseNote].filter(Boolean).join(" ") || undefined;
  // PostgreSQL takes a list of folders, which a comma or a quote would divide.
  const mayHaveSocket = Buffer.byteLength(databaseDir) <= MAX_SOCKET_DIR_BYTES && !/[,"]/.test(databaseDir);
  return { account, binaries, databaseDir, socketDir: mayHaveSocket ? databaseDir : undefined, note };
}
