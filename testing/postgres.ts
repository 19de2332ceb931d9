/** One throw-away PostgreSQL for a test run, with a template database that has the roles and every migration; gone afterwards. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { bootstrapDatabase } from "#local/postgres/bootstrap.ts";
import { buildDatabaseUrl } from "#local/postgres/database-url.ts";
import { LOGIN_ROLES, type LoginRole } from "#local/postgres/login-roles.ts";
import { applyMigrations, MigrationError } from "#local/postgres/migrate.ts";
import { placePostgres } from "#local/postgres/place.ts";
import { buildPostgresCommand, initialiseCluster, SUPERUSER, THROWAWAY_SETTINGS } from "#local/postgres/server.ts";
import { waitForPostgres } from "#local/postgres/wait.ts";

export const TEMPLATE_DATABASE = "quarterdeck_template";
/** Carries where the server is to the workers of a test run. */
export const SERVER_VARIABLE = "QUARTERDECK_TEST_POSTGRES";

export type TestServer = { port: number; password: string };
export type TestServerFailure = { failure: string };

const PREFIX = "quarterdeck-test-";
const MIGRATIONS = path.join(import.meta.dirname, "..", "supabase", "migrations");

/** A port of this machine that nothing listens on right now. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (typeof address !== "object" || !address) throw new Error("no free port");
  return address.port;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes what a killed test run left: its server (by the recorded process id) and its folder. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter(entry => entry.startsWith(PREFIX))) {
    const folder = path.join(tmpdir(), name);
    const ownerFile = path.join(folder, "owner");
    if (!existsSync(ownerFile) || isAlive(Number(readFileSync(ownerFile, "utf8")))) continue;
    const postmaster = path.join(folder, "postgres", "postmaster.pid");
    if (existsSync(postmaster)) {
      const [pid, dataDir] = readFileSync(postmaster, "utf8").split("\n");
      if (dataDir === path.join(folder, "postgres") && isAlive(Number(pid))) process.kill(Number(pid), "SIGQUIT");
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Starts the server and builds the template. `stop` ends it and removes its files. */
export async function startTestPostgres(): Promise<{ server: TestServer; stop: () => Promise<void> }> {
  removeLeftovers();
  const folder = mkdtempSync(path.join(tmpdir(), PREFIX));
  chmodSync(folder, 0o711);
  writeFileSync(path.join(folder, "owner"), String(process.pid));
  const place = await placePostgres(folder);
  const password = randomBytes(12).toString("hex");
  await initialiseCluster(place, { password, isDurable: false });
  const port = await findFreePort();
  const { command, args, uid, gid, env } = buildPostgresCommand(place, port, THROWAWAY_SETTINGS);
  // Its own group: an interrupt from the terminal must not stop it before the tests that use it.
  const child = spawn(command, args, { uid, gid, env, cwd: "/", detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr?.on("data", chunk => {
    log = (log + chunk).slice(-20_000);
  });
  const killAtExit = () => child.kill("SIGQUIT");
  process.once("exit", killAtExit);
  const stop = async () => {
    process.off("exit", killAtExit);
    await endProcess(child);
    rmSync(place.databaseDir, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await buildTemplate({ port, password }, () => child.exitCode === null);
  } catch (cause) {
    await stop();
    if (cause instanceof MigrationError) throw cause;
    throw new Error(`The test database could not be prepared. PostgreSQL's log:\n${log}`, { cause });
  }
  return { server: { port, password }, stop };
}

async function buildTemplate(server: TestServer, isRunning: () => boolean): Promise<void> {
  const adminUrl = buildDatabaseUrl(server.port, SUPERUSER, server.password);
  await waitForPostgres(adminUrl, 15_000, isRunning);
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${TEMPLATE_DATABASE}`);
    const passwords = Object.fromEntries(LOGIN_ROLES.map(role => [role, server.password])) as Record<LoginRole, string>;
    await bootstrapDatabase(buildDatabaseUrl(server.port, SUPERUSER, server.password, TEMPLATE_DATABASE), passwords);
    await applyMigrations(buildDatabaseUrl(server.port, "postgres", server.password, TEMPLATE_DATABASE), MIGRATIONS);
  } finally {
    await admin.end();
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise(resolve => child.once("exit", resolve));
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
}

/** Vitest's global setup. A database that cannot be prepared fails the tests that ask for one, not those that do not. */
export default async function setup(): Promise<() => Promise<void>> {
  try {
    const { server, stop } = await startTestPostgres();
    process.env[SERVER_VARIABLE] = JSON.stringify(server);
    return stop;
  } catch (error) {
    process.env[SERVER_VARIABLE] = JSON.stringify({ failure: describeFailure(error) });
    return async () => undefined;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : ` Cause: ${describeFailure(error.cause)}`;
  return `${error.message}${cause}`;
}
