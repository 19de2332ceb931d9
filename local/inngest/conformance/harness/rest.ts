/** Owns reading and cancelling runs through the public REST API of Inngest; knows no other way into a server. */
import { createHash } from "node:crypto";
import type { Target } from "./target.ts";

export type RunStatus = "Scheduled" | "Running" | "Completed" | "Failed" | "Cancelled" | "Skipped";

export interface RunView {
  runId: string;
  status: RunStatus;
  /** The result, or the error of a run that failed. */
  output: unknown;
}

interface RunAnswer {
  run_id: string;
  status: RunStatus;
  output?: unknown;
}

/** The form of the signing key that the SDK sends as its bearer. */
export function hashKey(signingKey: string): string {
  const [, prefix = "", secret = ""] = /^(signkey-\w+-)?(.*)$/.exec(signingKey) ?? [];
  return prefix + createHash("sha256").update(Buffer.from(secret, "hex")).digest("hex");
}

/** The runs that an event started; empty as well while the server does not know the event yet. */
export async function readRunsOfEvent(target: Target, eventId: string): Promise<RunView[]> {
  const answer = await call(target, "GET", `/v1/events/${encodeURIComponent(eventId)}/runs`);
  if (answer.status === 404) return [];
  const { data } = (await readAnswer(answer)) as { data: RunAnswer[] | null };
  return (data ?? []).map(readRunAnswer);
}

export async function readRun(target: Target, runId: string): Promise<RunView> {
  const answer = await call(target, "GET", `/v1/runs/${runId}`);
  return readRunAnswer(((await readAnswer(answer)) as { data: RunAnswer }).data);
}

export async function cancelRun(target: Target, runId: string): Promise<number> {
  return (await call(target, "DELETE", `/v1/runs/${runId}`)).status;
}

let reads = 0;

/** The number in the query keeps a server from answering out of its cache. */
function call(target: Target, method: string, path: string): Promise<Response> {
  reads += 1;
  return fetch(`${target.baseUrl}${path}?read=${process.pid}-${reads}`, {
    method,
    headers: target.keys ? { authorization: `Bearer ${hashKey(target.keys.signingKey)}` } : {},
  });
}

async function readAnswer(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${new URL(answer.url).pathname} was answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

function readRunAnswer({ run_id, status, output }: RunAnswer): RunView {
  return { runId: run_id, status, output: unwrap(output) };
}

/** Some servers keep an output as the SDK's `{data}` or `{error}`, and some as a text of JSON. */
function unwrap(output: unknown): unknown {
  if (output === null || typeof output !== "object") return output ?? null;
  const [first, ...others] = Object.entries(output);
  return first && others.length === 0 && (first[0] === "data" || first[0] === "error") ? first[1] : output;
}
