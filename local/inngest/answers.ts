/** Owns reading what an app answers to a call: a result, operations, or an error and whether to try again. */
import type { Answer } from "./call.ts";
import { canonicalize } from "./canonical.ts";
import { parseRetryAfter } from "./duration.ts";
import type { JsonObject } from "./rows.ts";

export interface Operation {
  id: string;
  op: string;
  name?: string;
  displayName?: string;
  data?: unknown;
  error?: unknown;
  opts?: JsonObject;
  /** When the step's work began and how long it took, in nanoseconds. */
  timing?: { a?: unknown; b?: unknown };
}

export type Reading = {
  version?: number;
  retryAfterMs?: number;
} & (
  | { kind: "result"; output: string }
  | { kind: "operations"; operations: Operation[] }
  | { kind: "error"; error: string; mayRetry: boolean }
  | { kind: "absent" }
);

/** Interprets an answer; `absent` means that something other than the SDK answered for an app that is not there. */
export function readAnswer(answer: Answer, nowMs: number): Reading {
  const { status, headers, body } = unwrapStream(answer);
  const version = Number(headers["x-inngest-req-version"]);
  const retryAfterMs = parseRetryAfter(headers["retry-after"], nowMs);
  const common = {
    ...(Number.isInteger(version) && version > 0 ? { version } : {}),
    ...(retryAfterMs !== undefined ? { retryAfterMs } : {}),
  };
  if ([502, 503, 504].includes(status) && !headers["x-inngest-sdk"]) return { kind: "absent" };
  const parsed = parseJson(body);
  if (parsed === undefined)
    return { ...common, kind: "error", error: composeError(status, body), mayRetry: status !== 400 };
  if (status === 200) return { ...common, kind: "result", output: canonicalize(parsed) };
  if (status === 206) {
    const operations = (Array.isArray(parsed) ? parsed : [parsed]) as Operation[];
    if (operations.length === 0) return { ...common, kind: "error", error: composeError(status, body), mayRetry: true };
    return { ...common, kind: "operations", operations };
  }
  const noRetry = headers["x-inngest-no-retry"];
  const mayRetry = noRetry === undefined ? status !== 400 : noRetry !== "true";
  return { ...common, kind: "error", error: normalizeError(parsed, status), mayRetry };
}

/** A streamed answer carries the real status, headers and body inside a 201. */
function unwrapStream(answer: Answer): Answer {
  if (answer.status !== 201) return answer;
  const inner = parseJson(answer.body) as
    | { status?: unknown; headers?: Record<string, string>; body?: unknown }
    | undefined;
  if (!inner || typeof inner.status !== "number") return answer;
  const headers = Object.fromEntries(
    Object.entries(inner.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    status: inner.status,
    headers: { ...answer.headers, ...headers },
    body: typeof inner.body === "string" ? inner.body : JSON.stringify(inner.body ?? null),
  };
}

function parseJson(text: string): unknown {
  try {
    return text.trim() === "" ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function composeError(status: number, body: string): string {
  return canonicalize({ name: "Error", message: `the app answered ${status}: ${body.slice(0, 500)}` });
}

/** Gives any error value the form that functions see: at least a name and a message. */
export function normalizeError(given: unknown, status?: number): string {
  if (given !== null && typeof given === "object") {
    const record = given as JsonObject;
    if (typeof record.message === "string") return canonicalize({ name: "Error", ...record });
    if (typeof record.error === "string") return canonicalize({ name: "Error", message: record.error });
  }
  if (status !== undefined) return composeError(status, typeof given === "string" ? given : JSON.stringify(given));
  return canonicalize({
    name: "Error",
    message: typeof given === "string" ? given : JSON.stringify(given ?? "unknown error"),
  });
}
