/**
 * Takes a backup of the embedded product, running or stopped: copies the database as of one moment with the files beside it,
 * starts the copy once to count what it holds, and only then writes the backup. Changes nothing of the product.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { buildDatabaseUrl } from "../postgres/database-url.ts";
import { type PostgresPlace, placePostgres } from "../postgres/place.ts";
import { isInitialised, SUPERUSER } from "../postgres/server.ts";
import { DATA_VERSION } from "../stack/data-folder.ts";
import type { Keys } from "../stack/keys.ts";
import { clearStaleLocks, endLeftovers } from "../stack/leftovers.ts";
import { takeLock } from "../stack/lock.ts";
import { identify, isRunning } from "../stack/process-identity.ts";
import type { StackFile } from "../stack/stack-file.ts";
import { StartError } from "../stack/start-error.ts";
import { measureFile, type SourceFile, writeArchive } from "./archive.ts";
import { BackupError, explainFileError } from "./backup-error.ts";
import { copyCluster } from "./base-backup.ts";
import { handOver, locateDatabase, removeFolder } from "./database-folder.ts";
import { takeInventory } from "./inventory.ts";
import { copyLocalFiles, listLocalFiles, SCRATCH_PREFIX } from "./local-files.ts";
import { FORMAT, type Manifest, platform } from "./manifest.ts";
import { withServer } from "./temporary-server.ts";

const SPARE_BYTES = 256 * 1024 ** 2;
/** The copy is counted and thrown away: it need not outlive a power cut, and nothing may tidy it meanwhile. */
const COPY_SETTINGS = { fsync: "off", autovacuum: "off", wal_recycle: "off", min_wal_size: "32MB" };

export type BackupRequest = {
  dataDir: string;
  /** Where the backup will be. Must not exist. */
  target: string;
  /** The version of the product. */
  product: string;
  passphrase: string | undefined;
  say: (message: string) => void;
  abort: AbortSignal;
};

/** Takes the backup and returns what its manifest says. Throws a BackupError with what to do. */
export async function takeBackup(request: BackupRequest): Promise<Manifest> {
  const { dataDir, target, say } = request;
  if (existsSync(target)) throw new BackupError(`${target} exists already. Choose another name.`);
  if (!existsSync(path.join(locateDatabase(dataDir), "PG_VERSION"))) {
    throw new BackupError(
      `There is no Quarterdeck in ${dataDir}. Name its data folder with QUARTERDECK_DATA, as it was when it was started.`,
    );
  }
  const keys = readKeys(dataDir);
  await removeLeftovers(dataDir);
  const scratch = path.join(dataDir, `${SCRATCH_PREFIX}${process.pid}`);
  try {
    const place = await placePostgres(scratch);
    writeFileSync(path.join(scratch, "owner"), JSON.stringify(identify(process.pid)));
    const copy = path.join(scratch, "files");
    mkdirSync(copy);
    let madeAt = "";
    const wasRunning = await withProduct(dataDir, keys, async url => {
      await refuseFullDisk(url, scratch);
      say("Copying the database …");
      copyLocalFiles(dataDir, copy);
      await copyCluster(url, place.databaseDir, request.abort).catch(error => {
        throw explainDatabaseError(error);
      });
      madeAt = new Date().toISOString();
      copyLocalFiles(dataDir, copy);
    });
    handOver(place);
    say("Counting what the copy holds …");
    const counted = await withServer(place, keys.superuserPassword, COPY_SETTINGS, readCopy);
    const { folders, sources } = listSources(place, copy);
    const files = [];
    for (const { path: name, from } of sources) files.push({ path: name, ...(await measureFile(from)) });
    const manifest: Manifest = {
      format: FORMAT,
      product: request.product,
      madeAt,
      dataVersion: DATA_VERSION,
      platform,
      wasRunning,
      ...counted,
      folders,
      files,
    };
    say("Writing the backup …");
    await writeArchive(target, manifest, sources, request.passphrase, request.abort);
    return manifest;
  } catch (error) {
    throw explainFileError(error, "the copy of the database");
  } finally {
    await removeFolder(scratch);
  }
}

/** What PostgreSQL said, or how its connection ended, as a reason with a fix; other failures stay as they are. */
function explainDatabaseError(error: unknown): unknown {
  const isConnection = ["ECONNREFUSED", "ECONNRESET", "EPIPE"].includes((error as NodeJS.ErrnoException).code ?? "");
  const isEnd = error instanceof Error && /Connection terminated/.test(error.message);
  if (!(error instanceof pg.DatabaseError || isConnection || isEnd)) return error;
  return new BackupError(
    `The database ended the copy (${(error as Error).message}). If Quarterdeck was stopped meanwhile, run it again.`,
    { cause: error },
  );
}

function readKeys(dataDir: string): Keys {
  const file = path.join(dataDir, "keys.json");
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new BackupError(
      `${file} cannot be read, and without it no database could be restored. Run this as the user who runs Quarterdeck.`,
      { cause },
    );
  }
}

/** Removes copies that a killed backup left, and ends the server it may have started; those of a running one stay. */
async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of readdirSync(dataDir).filter(entry => entry.startsWith(SCRATCH_PREFIX))) {
    const folder = path.join(dataDir, name);
    const owner = path.join(folder, "owner");
    if (existsSync(owner) && isRunning(JSON.parse(readFileSync(owner, "utf8")))) continue;
    await removeFolder(folder);
  }
}

/**
 * Does the work with the address of the product's own database, which is started for it when the product is stopped.
 * Returns whether the product was running.
 */
async function withProduct(dataDir: string, keys: Keys, work: (url: string) => Promise<void>): Promise<boolean> {
  let release: (() => void) | undefined;
  try {
    release = takeLock(dataDir, "which takes a backup");
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
  }
  if (release === undefined) {
    await work(readRunningUrl(dataDir, keys));
    return true;
  }
  try {
    await endLeftovers(dataDir);
    const place = await placePostgres(dataDir);
    await clearStaleLocks(place.databaseDir);
    if (!isInitialised(place)) throw new BackupError(`There is no database in ${place.databaseDir}.`);
    await withServer(place, keys.superuserPassword, {}, work);
    return false;
  } finally {
    release();
  }
}

function readRunningUrl(dataDir: string, keys: Keys): string {
  const file = path.join(dataDir, "stack.json");
  let stack: StackFile;
  try {
    stack = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new BackupError(`Quarterdeck is just starting or stopping on ${dataDir}. Try again in a moment.`, { cause });
  }
  return buildDatabaseUrl(Number(new URL(stack.urls.postgres).port), SUPERUSER, keys.superuserPassword);
}

async function refuseFullDisk(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect().catch(cause => {
    throw new BackupError(
      `The database does not answer (${(cause as Error).message}). Try again when Quarterdeck is ready, or stop it first.`,
      { cause },
    );
  });
  try {
    const { rows } = await client.query<{ bytes: string }>(
      "select sum(pg_database_size(oid))::text as bytes from pg_database",
    );
    const neededBytes = Number(rows[0]?.bytes) * 1.5 + SPARE_BYTES;
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize >= neededBytes) return;
    const megabytes = (bytes: number) => Math.ceil(bytes / 1024 ** 2);
    throw new BackupError(
      `Only ${megabytes(bavail * bsize)} MB are free on the disk of ${folder}; a backup needs ${megabytes(neededBytes)} MB there while it is made. Free some space.`,
    );
  } finally {
    await client.end();
  }
}

type Counted = Pick<Manifest, "postgres" | "migration" | "figures">;

async function readCopy(url: string): Promise<Counted> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ postgres: number; has_migrations: boolean }>(
      `select current_setting('server_version_num')::int / 10000 as postgres,
              to_regclass('supabase_migrations.schema_migrations') is not null as has_migrations`,
    );
    const { postgres = 0, has_migrations: hasMigrations = false } = rows[0] ?? {};
    const newest = hasMigrations
      ? await client.query<{ version: string | null }>(
          "select max(version) as version from supabase_migrations.schema_migrations",
        )
      : undefined;
    return {
      postgres,
      migration: newest?.rows[0]?.version ?? null,
      figures: await takeInventory(url),
    };
  } finally {
    await client.end();
  }
}

function listSources(place: PostgresPlace, copy: string): { folders: string[]; sources: SourceFile[] } {
  const inside = readdirSync(place.databaseDir, { recursive: true, withFileTypes: true }).map(entry => {
    const from = path.join(entry.parentPath, entry.name);
    const name = `postgres/${path.relative(place.databaseDir, from).replaceAll(path.sep, "/")}`;
    return { from, path: name, isFolder: entry.isDirectory() };
  });
  const beside = listLocalFiles(copy).map(name => ({ path: name, from: path.join(copy, name) }));
  const database = inside.filter(entry => !entry.isFolder).map(({ path: name, from }) => ({ path: name, from }));
  return {
    folders: inside.filter(entry => entry.isFolder).map(entry => entry.path),
    sources: [...beside, ...database],
  };
}
