import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findFreePort } from "#testing/postgres.ts";
import { DATA_VERSION } from "./stack/data-folder.ts";
import { HOSTED_VARIABLES } from "./stack/hosted.ts";
import { takeLock } from "./stack/lock.ts";

let dataDir: string;
const servers: Server[] = [];
const started: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "start-"));
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill();
  await Promise.all(servers.splice(0).map(server => new Promise(resolve => server.close(resolve))));
  rmSync(dataDir, { recursive: true, force: true });
});

async function choosePorts(): Promise<Record<string, string>> {
  const names = ["PORT", "SUPABASE_PORT", "POSTGRES_PORT", "INNGEST_PORT", "WORKER_PORT"];
  const ports: Record<string, string> = {};
  for (const name of names) {
    let port = await findFreePort();
    while (Object.values(ports).includes(String(port))) port = await findFreePort();
    ports[name] = String(port);
  }
  return ports;
}

async function start(environment: Record<string, string>): Promise<{ code: number | null; errors: string }> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !HOSTED_VARIABLES.includes(name)),
  );
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "start.ts"), "start"], {
    env: { ...inherited, QUARTERDECK_DATA: dataDir, ...environment } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let errors = "";
  child.stderr.on("data", chunk => {
    errors += chunk;
  });
  const code = await new Promise<number | null>(resolve => child.once("close", resolve));
  return { code, errors };
}

test("a busy port is named together with the variable that moves ours", async () => {
  const ports = await choosePorts();
  const server = createServer();
  servers.push(server);
  await new Promise<void>(resolve => server.listen(Number(ports.INNGEST_PORT), "127.0.0.1", resolve));
  const { code, errors } = await start(ports);
  expect(code).toBe(1);
  expect(errors).toContain(`Port ${ports.INNGEST_PORT} for the Inngest engine is already in use`);
  expect(errors).toMatch(/INNGEST_PORT=\d+ npm start/);
});

test("a second copy on the same data folder names the first one's process and address", async () => {
  const release = takeLock(dataDir, "http://localhost:4321");
  const { code, errors } = await start(await choosePorts());
  release();
  expect(code).toBe(1);
  expect(errors).toContain(`already running on this data folder: process ${process.pid}, http://localhost:4321`);
});

test("the lock of a process that is gone does not keep anybody out", () => {
  writeFileSync(
    path.join(dataDir, "lock"),
    JSON.stringify({ pid: process.pid, startedAt: "1", url: "http://localhost:1" }),
  );
  const release = takeLock(dataDir, "http://localhost:4321");
  expect(() => takeLock(dataDir, "http://localhost:4322")).toThrow("http://localhost:4321");
  release();
});

test("a data folder from newer code is refused and left as it is", async () => {
  writeFileSync(path.join(dataDir, "version"), `${DATA_VERSION + 1}\n`);
  const { code, errors } = await start(await choosePorts());
  expect(code).toBe(1);
  expect(errors).toContain(
    `written by a newer Quarterdeck (format ${DATA_VERSION + 1}; this code knows ${DATA_VERSION})`,
  );
});

test("a database without its keys is refused by naming the file", async () => {
  chmodSync(dataDir, 0o711);
  mkdirSync(path.join(dataDir, "postgres"));
  writeFileSync(path.join(dataDir, "postgres", "PG_VERSION"), "18\n");
  const { code, errors } = await start(await choosePorts());
  expect(code).toBe(1);
  expect(errors).toContain("keys.json is missing");
});

test("a port that is none, and two that are the same, are refused by name", async () => {
  expect((await start({ PORT: "http" })).errors).toContain('PORT is "http", which is not a port');
  expect((await start({ PORT: "4000", WORKER_PORT: "4000" })).errors).toContain("PORT and WORKER_PORT are both 4000");
});

test("hosted services that are named in part are refused by what is missing, and how to run without them", async () => {
  const { code, errors } = await start({
    DATABASE_URL: "postgres://app@db.example/postgres",
    INNGEST_SIGNING_KEY: "signkey-prod-1",
  });
  expect(code).toBe(1);
  expect(errors).toContain(
    "NEXT_PUBLIC_SUPABASE_URL, NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY, INNGEST_EVENT_KEY are missing",
  );
  expect(errors).toContain("unset DATABASE_URL, INNGEST_SIGNING_KEY");
});
