/** Owns the calls to the API: a deadline on each, a few repetitions that cannot do anything twice, and problems as failures. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { describeProblem, exitCodes, Failure, type Problem } from "./failure.ts";

export type Input = Record<string, unknown>;

export type Api = {
  /** One call. Path parameters are taken from the input by name; the rest is query string or JSON body. */
  call<T>(endpoint: Endpoint, input?: Input, options?: CallOptions): Promise<T>;
  /** One call that is answered with a text file, as it is. */
  read(endpoint: Endpoint, input?: Input): Promise<string>;
  /** The rows of a list, page after page, at most `limit` of them. */
  list<T>(endpoint: Endpoint, input: Input, limit: number): Promise<T[]>;
};

export type CallOptions = {
  idempotencyKey?: string;
  timeoutMs?: number;
  /** Sent as the body, as it is; the input then goes into the query string. */
  file?: Blob;
};

export type ApiSettings = { url: string; key: string; timeoutMs: number; say(text: string): void };

const attempts = 4;
const longestWaitMs = 30_000;
const passingStatuses = new Set([429, 502, 503, 504]);

/** The API at an address, as the owner of a key. */
export function openApi(settings: ApiSettings): Api {
  async function call<T>(endpoint: Endpoint, input: Input = {}, options: CallOptions = {}): Promise<T> {
    return (await repeat(endpoint, input, options, parseJson)) as T;
  }

  async function repeat(endpoint: Endpoint, input: Input, options: CallOptions, read: (text: string) => unknown) {
    const [method] = endpoints[endpoint];
    const request = buildRequest(settings, endpoint, input, options);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptCall(request, options.timeoutMs ?? settings.timeoutMs, read);
      if (outcome.kind === "answer") return outcome.body;
      if (!outcome.mayPass || attempt === attempts) throw outcome.failure;
      const waitMs = outcome.waitMs ?? 250 * 2 ** (attempt - 1);
      if (waitMs > longestWaitMs) throw outcome.failure;
      if (waitMs >= 1_000)
        settings.say(
          `${outcome.failure.message.split("\n")[0]} Trying again in ${Math.ceil(waitMs / 1_000)} s (${method}).`,
        );
      await sleep(waitMs);
    }
  }

  return {
    call,
    // A page of another product is markup, which no file of ours is.
    read: async (endpoint, input = {}) =>
      (await repeat(endpoint, input, {}, text => (text.startsWith("<") ? undefined : text))) as string,
    async list<T>(endpoint: Endpoint, input: Input, limit: number) {
      const rows: T[] = [];
      let cursor: string | null | undefined;
      while (rows.length < limit && cursor !== null) {
        const page: { data: T[]; next_cursor: string | null } = await call(endpoint, {
          ...input,
          limit: Math.min(limit - rows.length, 200),
          cursor,
        });
        rows.push(...page.data);
        cursor = page.data.length === 0 ? null : page.next_cursor;
      }
      return rows;
    },
  };
}

type Prepared = { url: string; init: RequestInit; origin: string };

function buildRequest(
  settings: ApiSettings,
  endpoint: Endpoint,
  input: Input,
  { idempotencyKey = randomUUID(), file }: CallOptions,
): Prepared {
  const [method, template] = endpoints[endpoint];
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const rest = new Map(given);
  const path = template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    rest.delete(name);
    return encodeURIComponent(String(input[name]));
  });
  const url = new URL(`${settings.url}/api/v1${path}`);
  const headers: Record<string, string> = {
    authorization: `Bearer ${settings.key}`,
    accept: "application/json",
    "x-quarterdeck-client": "cli/1",
  };
  if (method === "GET") {
    for (const [name, value] of rest) for (const item of [value].flat()) url.searchParams.append(name, String(item));
    return { url: url.href, init: { method, headers }, origin: url.origin };
  }
  // Always sent: a repetition after a lost answer must find what the first attempt did.
  headers["idempotency-key"] = idempotencyKey;
  if (file !== undefined) {
    headers["content-type"] = "text/csv";
    for (const [name, value] of rest)
      url.searchParams.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
    return { url: url.href, init: { method, headers, body: file }, origin: url.origin };
  }
  headers["content-type"] = "application/json";
  return {
    url: url.href,
    init: { method, headers, body: JSON.stringify(Object.fromEntries(rest)) },
    origin: url.origin,
  };
}

type Outcome =
  | { kind: "answer"; body: unknown }
  | { kind: "failure"; failure: Failure; mayPass: boolean; waitMs: number | null };

async function attemptCall(
  { url, init, origin }: Prepared,
  timeoutMs: number,
  read: (text: string) => unknown,
): Promise<Outcome> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    text = await response.text();
  } catch (error) {
    return { kind: "failure", failure: describeNetworkError(error, origin, timeoutMs), mayPass: true, waitMs: null };
  }
  const body = response.ok ? read(text) : parseJson(text);
  if (response.ok && body !== undefined) return { kind: "answer", body };
  if (response.ok || body === undefined || !isProblem(body)) {
    const failure = new Failure(
      exitCodes.failed,
      `${origin} does not answer like Quarterdeck (HTTP ${response.status}). Is --url right?`,
    );
    return { kind: "failure", failure, mayPass: passingStatuses.has(response.status), waitMs: null };
  }
  const retryAfter = Number(response.headers.get("retry-after"));
  return {
    kind: "failure",
    failure: describeProblem(body),
    mayPass: passingStatuses.has(response.status),
    waitMs: retryAfter > 0 ? retryAfter * 1_000 : null,
  };
}

function describeNetworkError(error: unknown, origin: string, timeoutMs: number): Failure {
  if (error instanceof Error && error.name === "TimeoutError") {
    return new Failure(
      exitCodes.failed,
      `${origin} did not answer within ${timeoutMs / 1_000} s. Raise --timeout, or check that it runs.`,
    );
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return new Failure(
    exitCodes.failed,
    `${origin} cannot be reached (${cause || "connection refused"}). Does it run? Start it with \`npm start\`.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours: the caller says so, with the status.
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "status" in body && "title" in body;
}
