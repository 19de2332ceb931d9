/** Starts only the pages and the worker, for hosted Supabase and Inngest; knows nothing of the stand-ins. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { buildPages } from "./build.ts";
import { Child, type ChildCommand } from "./child.ts";
import { LogFile } from "./log-file.ts";
import { readPorts, refuseBusyPorts } from "./ports.ts";
import { type Mode, pagesCommand, workerCommand } from "./processes.ts";
import { runPhase, say, sayNotice } from "./progress.ts";
import { waitForHttp } from "./readiness.ts";
import { registerFunctions } from "./registration.ts";
import { StartError } from "./start-error.ts";

/** What names services of one's own; the stand-ins are for an environment with none of them. */
export const HOSTED_VARIABLES = [
  "NEXT_PUBLIC_SUPABASE_URL",
  "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
  "DATABASE_URL",
  "INNGEST_EVENT_KEY",
  "INNGEST_SIGNING_KEY",
];

/** Whether the environment names services of its own, so that no stand-in is wanted. Throws when it names only some. */
export function isHosted(environment: NodeJS.ProcessEnv): boolean {
  const present = HOSTED_VARIABLES.filter(name => environment[name]);
  const missing = HOSTED_VARIABLES.filter(name => !environment[name]);
  if (present.length === 0) return false;
  if (missing.length === 0) return true;
  throw new StartError(
    `For hosted services ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing: set ${missing.length === 1 ? "it" : "them"} too (docs/guides/hosted.md). To run on this machine alone, unset ${present.join(", ")}, also in .env.local and .env.`,
  );
}

export async function startHosted(
  projectDir: string,
  mode: Mode,
  abort: AbortSignal,
  onStack: (stack: { stop: () => Promise<void> }) => void,
): Promise<void> {
  const ports = readPorts(process.env);
  await refuseBusyPorts(ports, ["app", "worker"]);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: String(ports.app),
    WORKER_PORT: String(ports.worker),
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const workerUrl = `http://${hostOf(process.env.WORKER_HOST)}:${ports.worker}`;
  const host = process.env.HOST || "0.0.0.0";
  const children: Child[] = [];
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop();
  };
  onStack({ stop });
  const run = (name: string, command: ChildCommand, url: string, isReady?: (status: number) => boolean) => {
    const child = new Child({
      name,
      command,
      // A host collects standard output.
      log: undefined,
      stopSignal: "SIGTERM",
      stopTimeoutMs: 10_000,
      waitUntilReady: mayGoOn => waitForHttp(url, { timeoutMs: 60_000, mayGoOn, isReady }),
      onChange: () => undefined,
      onNotice: sayNotice,
    });
    children.push(child);
    return runPhase(
      name,
      () => child.start(),
      () => url,
    );
  };
  if (mode === "start") {
    const logDir = path.join(projectDir, "node_modules", ".cache", "quarterdeck");
    mkdirSync(logDir, { recursive: true });
    await runPhase(
      "pages",
      () => buildPages(projectDir, environment, new LogFile(path.join(logDir, "build.log")), abort),
      isNew => (isNew ? "built" : "unchanged"),
    );
  }
  await Promise.all([
    run("worker", workerCommand(projectDir, mode, environment), `${workerUrl}/health`),
    run(
      "web",
      pagesCommand(projectDir, mode, host, environment),
      `http://127.0.0.1:${ports.app}/api/health`,
      status => status < 500,
    ),
  ]);
  say(`\nReady on port ${ports.app}, with the services of the environment.`);
  say(`${await registerFunctions(`${workerUrl}/api/inngest`, environment)}\n`);
}

/** Where a server that listens on this address is reached from the same machine. */
function hostOf(listensOn: string | undefined): string {
  if (!listensOn || listensOn === "0.0.0.0") return "127.0.0.1";
  if (listensOn === "::") return "[::1]";
  return listensOn.includes(":") ? `[${listensOn}]` : listensOn;
}
