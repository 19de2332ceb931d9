/** Owns /api/v1: a request becomes one operation's execution and its answer. Decides nothing that the one door decides. */
import { AppError, toAppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import type { Log } from "#lib/kernel/kernel.ts";
import type { AnyOperation, Caller } from "../define.ts";
import type { Executor } from "../execute.ts";
import type { FileAnswer } from "../shapes/file-answer.ts";
import { HttpRefusal, readJsonBody } from "./body.ts";
import { writeFile } from "./file-answer.ts";
import { isFileBody, spoolBody } from "./file-body.ts";
import { createGate, defaultGateLimits, type GateLimits } from "./gate.ts";
import { describeApi } from "./openapi.ts";
import { listProblemHeaders, toProblem } from "./problem.ts";
import { readRequestId } from "./request-id.ts";
import { createRoutingTable, type Route, type RoutingTable } from "./routing-table.ts";
import { requireSameOrigin } from "./same-origin.ts";

export const apiRoot = "/api/v1";

export type ApiLimits = GateLimits & { bodyBytes: number };

export const defaultApiLimits: ApiLimits = { ...defaultGateLimits, bodyBytes: 40 * 1024 * 1024 };

export type ApiPorts = {
  operations: readonly AnyOperation[];
  executor: Executor;
  /** Who sends a request: by API key or session cookie. Throws `unauthenticated`. */
  authenticate(request: Request): Promise<Caller>;
  log: Log;
  limits?: Partial<ApiLimits>;
};

/** The handler of every request below /api/v1, HEAD included; it never throws. */
export function createApiHandler(ports: ApiPorts): (request: Request) => Promise<Response> {
  const table = createRoutingTable(ports.operations);
  const limits = { ...defaultApiLimits, ...ports.limits };
  const gate = createGate(ports.authenticate, limits);
  let description: string | null = null;

  async function answer(request: Request, path: string, url: URL, requestId: string, headers: Record<string, string>) {
    if (path === "/openapi.json" && (request.method === "GET" || request.method === "HEAD")) {
      description ??= JSON.stringify(describeApi(ports.operations));
      return new Response(description, {
        headers: { ...headers, "content-type": "application/json", "cache-control": "no-cache" },
      });
    }
    const { route, values } = requireRoute(table, request.method, path);
    const { operation } = route;
    const caller = await gate.admit(request, headers);
    if (operation.kind === "command" && caller.apiKey === null) requireSameOrigin(request);
    const limitBytes = operation.kind === "command" ? operation.takesFile?.limitBytes : undefined;
    const isFile = limitBytes !== undefined && isFileBody(request);
    await using spooled = isFile ? await spoolBody(request, limitBytes) : null;
    const input =
      operation.kind === "query"
        ? { ...route.reader.fromQuery(values, url.searchParams), ...readHeaders(request.headers, operation.headers) }
        : isFile
          ? route.reader.fromQuery(values, url.searchParams)
          : route.reader.fromBody(values, url.searchParams, await readJsonBody(request, limits.bodyBytes));
    const output: unknown = await ports.executor.execute(operation, caller, input, {
      requestId,
      idempotencyKey: operation.kind === "command" ? readIdempotencyKey(request.headers) : undefined,
      file: spooled?.file,
    });
    if (operation.kind === "query" && operation.isFile === true) return writeFile(output as FileAnswer, headers);
    const location = route.locate(output);
    if (location !== null) headers.location = `${apiRoot}${location}`;
    return writeJson(output ?? null, operation.kind === "command" ? operation.status : 200, headers);
  }

  return async request => {
    const url = new URL(request.url);
    const path = url.pathname.startsWith(apiRoot) ? url.pathname.slice(apiRoot.length) || "/" : url.pathname;
    const requestId = readRequestId(request.headers);
    const headers: Record<string, string> = { "x-request-id": requestId };
    let response: Response;
    try {
      response = await answer(request, path, url, requestId, headers);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "internal")
        ports.log.error({ error: error.cause ?? error, requestId, path }, "a request failed");
      response = writeProblem(error, url.pathname, requestId, headers);
    }
    return request.method === "HEAD" ? new Response(null, response) : response;
  };
}

/** A failure as a response. */
export function writeProblem(
  error: AppError,
  instance: string,
  requestId: string,
  headers: Record<string, string>,
): Response {
  const refusal = error instanceof HttpRefusal ? error : null;
  const problem = toProblem(error, { requestId, instance, status: refusal?.status });
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      ...headers,
      ...listProblemHeaders(error, problem.status),
      ...refusal?.headers,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    },
  });
}

function writeJson(value: unknown, status: number, headers: Record<string, string>): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...headers, "content-type": "application/json", "cache-control": "no-store" },
  });
}

function requireRoute(table: RoutingTable, method: string, path: string): { route: Route; values: string[] } {
  const match = table.match(method, path);
  if (match.kind === "found") return match;
  if (match.kind === "wrong-method") {
    const allow = match.allowed.join(", ");
    throw new HttpRefusal(405, `${method} is not possible here: use ${match.allowed.join(" or ")}`, { allow });
  }
  const hint =
    match.nearest === null ? `${apiRoot}/openapi.json lists what there is` : `did you mean ${apiRoot}${match.nearest}?`;
  throw new AppError("not-found", `there is nothing at ${apiRoot}${path}: ${hint}`);
}

function readHeaders(headers: Headers, fields: Readonly<Record<string, string>> = {}): Record<string, string> {
  const given = Object.entries(fields).map(([name, field]) => [field, headers.get(name)] as const);
  return Object.fromEntries(given.filter((entry): entry is readonly [string, string] => entry[1] !== null));
}

function readIdempotencyKey(headers: Headers): string | undefined {
  const key = headers.get("idempotency-key");
  if (key === null) return undefined;
  if (/^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw refuseFields([{ path: "Idempotency-Key", message: "must be 1 to 200 visible ASCII characters" }]);
}
