/** Owns reading runs for others: what the SDK fetches of a large run, and the status by event that a watchdog asks for. */
import type { Engine } from "./engine.ts";

/** The finished steps of a run as one JSON object, or undefined when there is no such run. */
export async function readRunSteps(engine: Engine, runId: string): Promise<string | undefined> {
  const found = await engine.database.reader.query<{ step_id: string; payload: string }>(
    "select step_id, payload from inngest_local.steps where run_id = $1 and payload is not null order by seq",
    [runId],
  );
  if (found.rows.length === 0 && (await readRunEvents(engine, runId)) === undefined) return undefined;
  return `{${found.rows.map(row => `${JSON.stringify(row.step_id)}:${row.payload}`).join(",")}}`;
}

/** The events of a run as a JSON list, or undefined. */
export async function readRunEvents(engine: Engine, runId: string): Promise<string | undefined> {
  const found = await engine.database.reader.query<{ events: string }>(
    "select events from inngest_local.runs where id = $1",
    [runId],
  );
  return found.rows[0]?.events;
}

export interface RunStatus {
  runId: string;
  functionId: string;
  /** `queued` has not been called yet; `waiting` sleeps, waits or is between attempts; `running` has a call in flight. */
  status: "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";
  attempt: number;
  createdAt: string;
  endedAt: string | null;
  output: unknown;
}

interface StatusRow {
  id: string;
  function_id: string;
  status: "running" | "completed" | "failed" | "cancelled";
  created_at: Date;
  ended_at: Date | null;
  output: string | null;
  attempt: number | null;
  ready: boolean | null;
}

/** The condition of the runs `r` that an event ($1) started, also as one of a batch. */
export const isStartedByEvent = `r.id = any(array(
  select id from inngest_local.runs where event_id = $1
  union all select run_id from inngest_local.batched_events where event_id = $1))`;

/** The runs that an event started; empty when it started none. */
export async function findRunsOfEvent(engine: Engine, eventId: string): Promise<RunStatus[]> {
  const found = await engine.database.reader.query<StatusRow>(
    `select r.id, r.function_id, r.status, r.created_at, r.ended_at, r.output,
       (select max(attempt) from inngest_local.jobs j where j.run_id = r.id) as attempt,
       (select bool_or(is_ready) from inngest_local.jobs j where j.run_id = r.id) as ready
     from inngest_local.runs r where ${isStartedByEvent} order by r.id`,
    [eventId],
  );
  const called = new Set([...engine.queue.leases.values()].map(lease => lease.job.runId));
  return found.rows.map(row => ({
    runId: row.id,
    functionId: row.function_id,
    status: row.status !== "running" ? row.status : called.has(row.id) ? "running" : row.ready ? "queued" : "waiting",
    attempt: row.attempt ?? 0,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    output: row.output === null ? null : JSON.parse(row.output),
  }));
}
