/** Runs the gateway as its own process, as the stack does, so that a test can kill it at any moment and start it again on the same folders. */
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { TestDatabase } from "#testing/database.ts";
import { findFreePort } from "#testing/postgres.ts";

export type GatewayProcess = {
  url: string;
  /** Starts it and resolves when it is ready. */
  start: () => Promise<void>;
  /** Ends it without a word. */
  kill: () => Promise<void>;
};

const main = path.join(import.meta.dirname, "..", "main.ts");
const READY_TIMEOUT_MS = 30_000;

export async function prepareGatewayProcess(options: {
  database: TestDatabase;
  folder: string;
  keys: { publishableKey: string; secretKey: string; jwtSecret: string };
  environment?: Record<string, string>;
}): Promise<GatewayProcess> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  return {
    url,
    start: async () => {
      const started = spawn(process.execPath, [main], {
        env: {
          NODE_ENV: "production",
          PATH: process.env.PATH,
          SUPABASE_PORT: String(port),
          QUARTERDECK_URL: "http://localhost:3000",
          NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: options.keys.publishableKey,
          SUPABASE_SECRET_KEY: options.keys.secretKey,
          SUPABASE_JWT_SECRET: options.keys.jwtSecret,
          DATABASE_URL: options.database.urlFor("authenticator"),
          REALTIME_DATABASE_URL: options.database.urlFor("quarterdeck_realtime"),
          MAIL_FOLDER: path.join(options.folder, "mail"),
          STORAGE_FOLDER: path.join(options.folder, "storage"),
          ...options.environment,
        },
        stdio: ["ignore", "ignore", "pipe"],
      });
      child = started;
      let errors = "";
      started.stderr.on("data", chunk => {
        errors = (errors + chunk).slice(-5_000);
      });
      await waitForHealth(url, started, () => errors);
    },
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise(resolve => child?.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function waitForHealth(url: string, child: ChildProcess, readErrors: () => string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`the gateway did not come up:\n${readErrors()}`);
}
