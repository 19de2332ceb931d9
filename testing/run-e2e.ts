/** `npm run e2e`: starts the whole embedded stack on a throw-away data folder and free ports, runs Playwright against it, stops it. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findFreePort } from "./postgres.ts";

const START_TIMEOUT_MS = 5 * 60_000;
const PORT_VARIABLES = ["PORT", "SUPABASE_PORT", "POSTGRES_PORT", "INNGEST_PORT", "WORKER_PORT"];
/** Set, and the stand-ins would not start: the tests must never reach somebody's real project. */
const HOSTED_VARIABLES = ["NEXT_PUBLIC_SUPABASE_URL", "DATABASE_URL", "INNGEST_SIGNING_KEY"];

const projectDir = path.dirname(import.meta.dirname);
const dataDir = mkdtempSync(path.join(tmpdir(), "quarterdeck-e2e-"));
// The database's account must get in, when it is not ours.
chmodSync(dataDir, 0o711);

async function buildEnvironment(): Promise<NodeJS.ProcessEnv> {
  const environment: NodeJS.ProcessEnv = { ...process.env, QUARTERDECK_DATA: path.join(dataDir, "data") };
  // Emptied rather than removed, so that a .env file does not fill them in again.
  for (const name of HOSTED_VARIABLES) environment[name] = "";
  const ports = new Set<number>();
  while (ports.size < PORT_VARIABLES.length) ports.add(await findFreePort());
  for (const [index, port] of [...ports].entries()) environment[PORT_VARIABLES[index] ?? ""] = String(port);
  // Its own build, so that a stack which runs from this checkout keeps the one it serves.
  environment.NEXT_DIST_DIR ||= ".next/e2e";
  environment.QUARTERDECK_URL = `http://localhost:${environment.PORT}`;
  return environment;
}

async function waitForStack(stack: ChildProcess): Promise<void> {
  const file = path.join(dataDir, "data", "stack.json");
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadlineMs) {
    if (stack.exitCode !== null) throw new Error("The stack ended before it was ready; see above.");
    if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).state === "ready") return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error(`The stack was not ready after ${START_TIMEOUT_MS / 1000} s.`);
}

const waitForEnd = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise<number | null>(resolve => child.once("close", resolve));

const environment = await buildEnvironment();
const stack = spawn(process.execPath, [path.join(projectDir, "local", "start.ts"), "start"], {
  cwd: projectDir,
  env: environment,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stack.kill("SIGTERM"));
let exitCode = 1;
try {
  await waitForStack(stack);
  const playwright = path.join(projectDir, "node_modules", "@playwright", "test", "cli.js");
  const run = spawn(process.execPath, [playwright, "test", ...process.argv.slice(2)], {
    cwd: projectDir,
    env: environment,
    stdio: "inherit",
  });
  exitCode = (await waitForEnd(run)) ?? 1;
} finally {
  stack.kill("SIGTERM");
  await waitForEnd(stack);
  if (exitCode === 0) rmSync(dataDir, { recursive: true, force: true });
  else process.stderr.write(`The data and logs of this run are in ${path.join(dataDir, "data")}\n`);
}
process.exitCode = exitCode;
