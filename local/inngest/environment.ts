/** Owns reading the engine's settings from environment variables; refuses missing or malformed ones by name. */
import { assertSigningKey } from "./signature.ts";

export interface Settings {
  databaseUrl: string;
  port: number;
  eventKey: string;
  signingKey: string;
  appUrls: string[];
  maxInFlight: number;
  retentionMs: number;
  drainMs: number;
  /** Milliseconds before the first, second, … retry; the last one repeats. */
  retryDelaysMs: number[];
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const defaultRetryDelaysMs = [
  15 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  20 * minute,
  40 * minute,
  hour,
  2 * hour,
];

export function readSettings(env: Record<string, string | undefined>): Settings {
  const signingKey = readText(env, "INNGEST_SIGNING_KEY");
  assertSigningKey(signingKey);
  const delays = env.INNGEST_RETRY_DELAYS_MS?.split(",").map(Number);
  if (delays?.some(delay => !(delay >= 0)))
    throw new Error("INNGEST_RETRY_DELAYS_MS must be numbers of milliseconds, separated by commas");
  return {
    databaseUrl: readText(env, "DATABASE_URL"),
    port: readNumber(env, "INNGEST_PORT", 8288),
    eventKey: readText(env, "INNGEST_EVENT_KEY"),
    signingKey,
    appUrls: (env.INNGEST_APP_URLS ?? "")
      .split(",")
      .map(url => url.trim())
      .filter(url => url !== ""),
    maxInFlight: readNumber(env, "INNGEST_MAX_IN_FLIGHT", 128),
    retentionMs: readNumber(env, "INNGEST_RETENTION_DAYS", 7) * 24 * hour,
    drainMs: readNumber(env, "INNGEST_DRAIN_MS", 5000),
    retryDelaysMs: delays ?? defaultRetryDelaysMs,
  };
}

function readText(env: Record<string, string | undefined>, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} must be set`);
  return value;
}

function readNumber(env: Record<string, string | undefined>, name: string, fallback: number): number {
  const value = env[name] === undefined || env[name] === "" ? fallback : Number(env[name]);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number`);
  return value;
}

/** The wait before the given attempt (1 is the first retry), with up to a tenth of jitter. */
export function computeRetryDelayMs(delaysMs: readonly number[], nextAttempt: number): number {
  const base = delaysMs[Math.min(nextAttempt, delaysMs.length) - 1] ?? 0;
  return Math.round(base * (1 + Math.random() / 10));
}
