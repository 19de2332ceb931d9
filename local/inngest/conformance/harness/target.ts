/** Owns which Inngest the suite runs against: the server that `INNGEST_BASE_URL` names, or an engine of ours that it starts. */
import {
  type EngineProcess,
  eventKey,
  type Postgres,
  signingKey,
  startEngine,
  startPostgres,
  takePort,
} from "../../testing/harness.ts";

export interface Target {
  baseUrl: string;
  /** Absent for a dev server, which takes unsigned calls and makes them. */
  keys: { eventKey: string; signingKey: string } | undefined;
  /** How long anything may take to happen; another server retries after 15 seconds and more, and not at once. */
  patienceMs: number;
  /** Starts what has to be started. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Reads the target from environment variables; an address without both keys is a dev server. */
export async function resolveTarget(env: Record<string, string | undefined>): Promise<Target> {
  const baseUrl = env.INNGEST_BASE_URL?.replace(/\/$/, "");
  if (!baseUrl) return createOwnTarget();
  if (Boolean(env.INNGEST_EVENT_KEY) !== Boolean(env.INNGEST_SIGNING_KEY)) {
    throw new Error("set both INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY, or neither for a dev server");
  }
  const keys =
    env.INNGEST_EVENT_KEY && env.INNGEST_SIGNING_KEY
      ? { eventKey: env.INNGEST_EVENT_KEY, signingKey: env.INNGEST_SIGNING_KEY }
      : undefined;
  const done = async () => undefined;
  return { baseUrl, keys, patienceMs: 180_000, start: done, stop: done };
}

async function createOwnTarget(): Promise<Target> {
  const port = await takePort();
  let postgres: Postgres | undefined;
  let engine: EngineProcess | undefined;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    keys: { eventKey, signingKey },
    patienceMs: 90_000,
    start: async () => {
      postgres = await startPostgres();
      engine = await startEngine(postgres.url, [], { port });
    },
    stop: async () => {
      await engine?.kill("SIGTERM");
      await postgres?.stop();
    },
  };
}
