/** The whole product, started as a person would start it, on ports and in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { HOSTED_VARIABLES } from "#local/stack/hosted.ts";
import { findFreePort } from "./postgres.ts";

export type Product = {
  url: string;
  dataDir: string;
  /** From the command to the ready line. */
  startedInMs: number;
  pid: number;
  /** Where its parts listen: given to the next start, so that it is the same product that starts again. */
  ports: readonly number[];
  stop(): Promise<void>;
};

export type ProductOptions = {
  environment?: Record<string, string>;
  /** Kept between starts; a temporary one, removed at the end, unless given. */
  dataDir?: string;
  timeoutMs?: number;
  /** Those of an earlier start; free ones unless given. */
  ports?: readonly number[];
};

const root = path.join(import.meta.dirname, "..");

/** Starts the product and resolves when it answers. Throws with the end of its output when it does not. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), "quarterdeck-product-"));
  mkdirSync(dataDir, { recursive: true });
  // The database runs under an account of its own, which must be able to enter.
  chmodSync(dataDir, 0o711);
  const ports = options.ports ?? (await Promise.all(Array.from({ length: 5 }, findFreePort)));
  const [web, supabase, postgres, inngest, worker] = ports;
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["local/bootstrap.mjs", "start"], {
    cwd: root,
    env: {
      ...process.env,
      // A test must never reach somebody's real project. Emptied, so that a .env file does not fill them in again.
      ...Object.fromEntries(HOSTED_VARIABLES.map(name => [name, ""])),
      PORT: String(web),
      SUPABASE_PORT: String(supabase),
      POSTGRES_PORT: String(postgres),
      INNGEST_PORT: String(inngest),
      WORKER_PORT: String(worker),
      QUARTERDECK_DATA: dataDir,
      QUARTERDECK_URL: `http://localhost:${web}`,
      ...options.environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = createWriteStream(path.join(dataDir, "start.log"), { flags: "a" });
  // A test may fill the disk under it.
  log.on("error", () => undefined);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    stream.on("data", chunk => {
      output = (output + String(chunk)).slice(-20_000);
    });
  }
  await waitUntilReady(child, dataDir, () => output, options.timeoutMs ?? 300_000);
  return {
    url: `http://localhost:${web}`,
    dataDir,
    pid: child.pid ?? 0,
    ports,
    startedInMs: performance.now() - startedAt,
    async stop() {
      await endProcess(child);
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(
  child: ChildProcess,
  dataDir: string,
  read: () => string,
  timeoutMs: number,
): Promise<void> {
  const file = path.join(dataDir, "stack.json");
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the product did not start:\n${read()}`);
    if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).state === "ready") return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  await endProcess(child);
  throw new Error(`the product was not ready after ${timeoutMs / 1000} s:\n${read()}`);
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>(resolve => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await ended;
  clearTimeout(timer);
}
