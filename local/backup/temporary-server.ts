/** Runs PostgreSQL on a folder for as long as a piece of work takes, on a port of its own; never leaves it running. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { buildDatabaseUrl } from "../postgres/database-url.ts";
import type { PostgresPlace } from "../postgres/place.ts";
import { buildPostgresCommand, SUPERUSER } from "../postgres/server.ts";
import { waitForPostgres } from "../postgres/wait.ts";
import { BackupError } from "./backup-error.ts";

const START_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_MS = 120_000;

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}

/**
 * Starts the server, does the work with the superuser's address, and stops the server in good order, so that its files are
 * a whole database. Throws a BackupError with PostgreSQL's own last words when it does not start or stop.
 */
export async function withServer<T>(
  place: PostgresPlace,
  superuserPassword: string,
  settings: Record<string, string>,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const port = await findFreePort();
  const { command, args, uid, gid, env } = buildPostgresCommand(place, port, settings);
  // Its own group: Ctrl-C is for the one who started this, who then stops the server.
  const child = spawn(command, args, { uid, gid, env, cwd: "/", detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr?.on("data", chunk => {
    log = (log + chunk).slice(-8_000);
  });
  const ended = new Promise<number | null>(resolve => {
    child.once("exit", resolve);
    child.once("error", () => resolve(null));
  });
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const url = buildDatabaseUrl(port, SUPERUSER, superuserPassword);
  try {
    await waitForPostgres(url, START_TIMEOUT_MS, isRunning).catch(cause => {
      throw new BackupError(`PostgreSQL does not start on ${place.databaseDir}. Its log ends with:\n${log.trim()}`, {
        cause,
      });
    });
    return await work(url);
  } finally {
    if (isRunning()) child.kill("SIGINT");
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(force);
  }
}
