/** Calls our own `/api/v1` from the browser; every refusal becomes a ProblemError that names fields and the request. */

export type ProblemIssue = { path: string | (string | number)[]; message: string };

/** A refusal in problem+json (RFC 9457), or the lack of any answer (status 0). */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: ProblemIssue[];
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(problem: {
    status: number;
    code: string;
    detail: string;
    errors?: ProblemIssue[];
    requestId?: string | null;
    retryAfterSeconds?: number | null;
    cause?: unknown;
  }) {
    super(problem.detail, { cause: problem.cause });
    this.name = "ProblemError";
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId ?? null;
    this.retryAfterSeconds = problem.retryAfterSeconds ?? null;
  }
}

export type RequestOptions = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as the body, as it is, instead of JSON. */
  file?: Blob;
  /** Added to the address; null and undefined are left out, a list repeats its name. */
  query?: Record<string, string | number | boolean | null | undefined | readonly (string | number)[]>;
  /** One key per intention: keep it when trying again. A POST without one gets a fresh key. */
  idempotencyKey?: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
  signal?: AbortSignal;
};

const defaultTimeoutMs = 20_000;

let pageWorkspaceId: string | null = null;

/** Says which workspace this page shows: every call is about that one, whatever another tab has switched to since. */
export function setPageWorkspace(id: string): void {
  pageWorkspaceId = id;
}

/** `request("/tasks", { query: { limit: 50 } })` resolves to the parsed JSON, or null for 204. Throws ProblemError. */
export async function request<Result>(path: string, options: RequestOptions = {}): Promise<Result> {
  const method = options.method ?? (options.body === undefined && options.file === undefined ? "GET" : "POST");
  const headers = new Headers({ Accept: "application/json", ...options.headers });
  if (options.file !== undefined) headers.set("Content-Type", "text/csv");
  else if (options.body !== undefined) headers.set("Content-Type", "application/json");
  if (pageWorkspaceId !== null) headers.set("X-Workspace-Id", pageWorkspaceId);
  if (method === "POST") headers.set("Idempotency-Key", options.idempotencyKey ?? makeIdempotencyKey());
  const timeout = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
  const response = await send(`/api/v1${path}${writeQuery(options.query)}`, {
    method,
    headers,
    body: options.file ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    credentials: "same-origin",
  });
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return null as Result;
  return (await response.json()) as Result;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    const isTimeout = cause instanceof DOMException && cause.name === "TimeoutError";
    throw new ProblemError({
      status: 0,
      code: isTimeout ? "timeout" : "unreachable",
      detail: isTimeout
        ? "The server took too long to answer. Nothing is lost: try again."
        : "The server cannot be reached. Check your connection, then try again.",
      cause,
    });
  }
}

async function readProblem(response: Response): Promise<ProblemError> {
  const text = await response.text();
  const body = parseObject(text);
  const type = typeof body.type === "string" ? body.type : "";
  const retryAfter = Number(response.headers.get("retry-after"));
  return new ProblemError({
    status: response.status,
    code: readText(body.code) ?? type.split(/[/:#]/).at(-1) ?? `http-${response.status}`,
    detail: readText(body.detail) ?? readText(body.title) ?? `The server answered with status ${response.status}.`,
    errors: Array.isArray(body.errors) ? body.errors.filter(isIssue) : [],
    requestId: readText(body.request_id) ?? readText(body.requestId) ?? response.headers.get("x-request-id"),
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // A gateway in between may answer in HTML; the status alone must then do.
    return {};
  }
}

function readText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function isIssue(value: unknown): value is ProblemIssue {
  if (typeof value !== "object" || value === null || !("message" in value) || !("path" in value)) return false;
  return typeof value.message === "string" && (typeof value.path === "string" || Array.isArray(value.path));
}

function writeQuery(query: RequestOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

/** A random key; works on plain-http addresses too, where crypto.randomUUID is missing. */
export function makeIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
}
