/** Owns one HTTP call of an app: the signed canonical body, the request without a time limit, the answer as text. */
import http from "node:http";
import https from "node:https";
import { urlToHttpOptions } from "node:url";
import { type ActiveRun, firstEvent } from "./active-runs.ts";
import { canonicalize } from "./canonical.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import { createUlid } from "./identifiers.ts";
import type { Lease } from "./queue.ts";
import { signBody } from "./signature.ts";

const maxInlineBytes = 4 * 1024 * 1024;

const agents = {
  http: new http.Agent({ keepAlive: true, maxFreeSockets: 512 }),
  https: new https.Agent({ keepAlive: true, maxFreeSockets: 512 }),
};

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** The app could not be reached, or the connection ended before its answer did. */
export class Unreachable extends Error {
  /** Whether the app may have started to work on the call. */
  readonly wasConnected: boolean;
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.wasConnected = (cause as { code?: unknown }).code !== "ECONNREFUSED";
  }
}

/** Composes the body in canonical key order from canonical parts, so that what is signed is what is sent. */
export function composeBody(run: ActiveRun, lease: Lease, definition: FunctionDefinition): string {
  const stack = [...run.steps].sort((left, right) => left[1].seq - right[1].seq).map(([id]) => id);
  const steps = stack.toSorted().map(id => `${JSON.stringify(id)}:${run.steps.get(id)?.payload}`);
  const isLarge = steps.reduce((total, step) => total + step.length, run.events.length * 2) > maxInlineBytes;
  const { job } = lease;
  return (
    `{"ctx":{"attempt":${job.attempt},"disable_immediate_execution":${job.parallel},"fn_id":${JSON.stringify(definition.id)},` +
    `"max_attempts":${definition.maxAttempts},"qi_id":${JSON.stringify(lease.queueItemId)},"run_id":${JSON.stringify(run.id)},` +
    `"stack":{"current":${Math.max(0, stack.length - 1)},"stack":${JSON.stringify(stack)}},"use_api":${isLarge}},` +
    `"defers":${run.defers ? canonicalize(run.defers) : "{}"},"event":${firstEvent(run)},"events":${isLarge ? "[]" : run.events},"steps":{${isLarge ? "" : steps.join(",")}},` +
    `"version":${definition.version}}`
  );
}

/** Where a call goes, all but the step, which is added to the end of the path. */
type Target = http.RequestOptions & { protocol: string; path: string };

/** Functions and addresses are few and are called again and again: each pair is parsed once. */
const targets = new Map<string, Target>();
const maxTargets = 10_000;

function findTarget(addressUrl: string, query: string): Target {
  const name = `${addressUrl} ${query}`;
  const known = targets.get(name);
  if (known) return known;
  const url = new URL(addressUrl);
  for (const [key, value] of new URLSearchParams(query)) url.searchParams.set(key, value);
  url.searchParams.delete("stepId");
  const { hostname, port, auth } = urlToHttpOptions(url);
  const path = `${url.pathname}${url.search === "" ? "?" : `${url.search}&`}`;
  const target = { protocol: url.protocol, hostname, port, auth, path };
  // Addresses that an app no longer has would otherwise stay for ever.
  if (targets.size >= maxTargets) targets.clear();
  targets.set(name, target);
  return target;
}

/** Calls the app for a job; throws `Unreachable` when no whole answer came back. */
export function callApp(
  addressUrl: string,
  run: ActiveRun,
  lease: Lease,
  definition: FunctionDefinition,
  signingKey: string,
): Promise<Answer> {
  const target = findTarget(addressUrl, definition.query);
  const stepId = lease.job.kind === "step" ? encodeURIComponent(lease.job.stepId) : "step";
  const body = composeBody(run, lease, definition);
  return send({ ...target, path: `${target.path}stepId=${stepId}` }, "POST", body, {
    "x-inngest-signature": signBody(body, signingKey),
    "x-run-id": run.id,
    "x-request-id": createUlid(),
    "x-inngest-job-id": lease.queueItemId,
    "x-inngest-generation-id": String(lease.generation),
    "x-inngest-req-version": String(definition.version),
  });
}

/** Sends a JSON body and reads the whole answer. */
export function send(
  url: URL | Target,
  method: string,
  body: string,
  headers: Record<string, string>,
  timeoutMs?: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === "https:";
    const request = (isSecure ? https : http).request(
      {
        ...(url instanceof URL ? urlToHttpOptions(url) : url),
        method,
        agent: isSecure ? agents.https : agents.http,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
        ...(timeoutMs ? { timeout: timeoutMs } : {}),
      },
      response => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", error => reject(new Unreachable(error)));
        response.on("aborted", () => reject(new Unreachable(new Error("the connection ended within the answer"))));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    request.on("error", error => reject(new Unreachable(error)));
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.end(body);
  });
}

export function closeAgents(): void {
  agents.http.destroy();
  agents.https.destroy();
}
