/** Creates a database cluster and builds the command line that serves it; refuses to listen beyond loopback. */
import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PostgresPlace } from "./place.ts";

export const SUPERUSER = "supabase_admin";

export type PostgresCommand = {
  command: string;
  args: string[];
  uid: number | undefined;
  gid: number | undefined;
  env: NodeJS.ProcessEnv;
};

const SETTINGS: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  max_connections: "60",
  shared_buffers: "64MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  effective_cache_size: "512MB",
  wal_level: "logical",
  max_wal_senders: "4",
  max_replication_slots: "4",
  max_logical_replication_workers: "0",
  max_wal_size: "512MB",
  min_wal_size: "64MB",
  wal_compression: "on",
  checkpoint_timeout: "15min",
  random_page_cost: "1.1",
  jit: "off",
  io_method: "sync",
  password_encryption: "scram-sha-256",
  idle_in_transaction_session_timeout: "60s",
  tcp_keepalives_idle: "30",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] %u ",
};

/** Faster and not durable: for databases that are thrown away. */
export const THROWAWAY_SETTINGS: Record<string, string> = {
  fsync: "off",
  full_page_writes: "off",
  max_connections: "200",
  max_wal_senders: "12",
  max_replication_slots: "12",
};

function serverEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

/** Whether the cluster has been created before. */
export function isInitialised(place: PostgresPlace): boolean {
  return existsSync(path.join(place.databaseDir, "PG_VERSION"));
}

/** Creates the cluster with `password` for the superuser. Throws with initdb's own words when it fails. */
export async function initialiseCluster(
  place: PostgresPlace,
  options: { password: string; isDurable: boolean },
): Promise<void> {
  for (const program of [place.binaries.initdb, place.binaries.postgres]) {
    const { mode } = statSync(program);
    if ((mode & 0o555) !== 0o555) chmodSync(program, mode | 0o555);
  }
  // Beside the database folder, which the server's account can reach; the system's temporary folder may be closed to it.
  const passwordFile = `${place.databaseDir}.${process.pid}.pw`;
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (place.account) chownSync(passwordFile, place.account.uid, place.account.gid);
  try {
    const args = [
      `--pgdata=${place.databaseDir}`,
      "--auth=scram-sha-256",
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--lc-collate=C",
      "--lc-ctype=C",
      ...(options.isDurable ? [] : ["--no-sync"]),
    ];
    const child = spawn(place.binaries.initdb, args, {
      uid: place.account?.uid,
      gid: place.account?.gid,
      env: serverEnvironment(),
      cwd: "/",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", chunk => {
      output += chunk;
    });
    child.stderr?.on("data", chunk => {
      output += chunk;
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code !== 0) throw new Error(`The database could not be created (initdb ended with ${code}): ${output.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The command that serves the cluster on 127.0.0.1 and, where the place has one, on its socket file. */
export function buildPostgresCommand(
  place: PostgresPlace,
  port: number,
  extra: Record<string, string> = {},
): PostgresCommand {
  const settings = { ...SETTINGS, unix_socket_directories: place.socketDir ?? "", ...extra };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return {
    command: place.binaries.postgres,
    args: ["-D", place.databaseDir, "-p", String(port), ...flags],
    uid: place.account?.uid,
    gid: place.account?.gid,
    env: serverEnvironment(),
  };
}
