/** `npm start` and `npm run dev` on the project's own Node: the embedded stack, or only our part when the environment names services. */
import { existsSync } from "node:fs";
import path from "node:path";
import { isHosted, startHosted } from "./stack/hosted.ts";
import { sayFailure } from "./stack/progress.ts";
import { StartError } from "./stack/start-error.ts";

/** Ctrl-C reaches npm, the bootstrap and this process at once; only a later one means "now". */
const SAME_SIGNAL_MS = 500;

const projectDir = path.dirname(import.meta.dirname);
const mode = process.argv[2] === "dev" ? "dev" : "start";
for (const name of [".env.local", ".env"]) {
  const file = path.join(projectDir, name);
  if (existsSync(file)) process.loadEnvFile(file);
}
// A closed terminal or a pipe that ends must not take the stack down half-way.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);

const abort = new AbortController();
let stopRequestedAtMs: number | undefined;
let running: { stop: () => Promise<void> } | undefined;

function describeFailure(error: unknown): string {
  if (error instanceof StartError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\nCause: ${error.cause}`;
}

async function stopAll(exitCode: number): Promise<never> {
  await running?.stop();
  process.exit(exitCode);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    const nowMs = performance.now();
    if (stopRequestedAtMs !== undefined) {
      if (nowMs - stopRequestedAtMs > SAME_SIGNAL_MS) process.stdout.write("Still stopping; a few seconds more.\n");
      return;
    }
    stopRequestedAtMs = nowMs;
    process.stdout.write("\nStopping …\n");
    abort.abort();
    void stopAll(0);
  });
}
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    console.error("The supervisor failed:", error);
    void stopAll(1);
  });
}

try {
  const start = isHosted(process.env) ? startHosted : (await import("./stack/embedded.ts")).startEmbedded;
  await start(projectDir, mode, abort.signal, stack => {
    running = stack;
  });
} catch (error) {
  if (!abort.signal.aborted) sayFailure(describeFailure(error));
  await stopAll(abort.signal.aborted ? 0 : 1);
}
