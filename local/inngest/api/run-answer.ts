/** Owns reading runs in the form of the REST API v1: hosted names, statuses and times. */
import type { Engine } from "../engine.ts";
import { isStartedByEvent } from "../run-data.ts";
import { environmentId } from "./envelope.ts";

/** A run as hosted Inngest describes it; `function_id` is the id it was registered under, where hosted has a UUID. */
export interface RunAnswer {
  run_id: string;
  run_started_at: string;
  function_id: string;
  function_version: number;
  environment_id: string;
  event_id: string;
  cron?: string;
  original_run_id?: string;
  status: "Running" | "Completed" | "Failed" | "Cancelled";
  ended_at: string | null;
  /** The result, or the error of a failed or cancelled run; absent until the end. */
  output?: unknown;
}

interface Row {
  id: string;
  function_id: string;
  event_id: string;
  status: "running" | "completed" | "failed" | "cancelled";
  output: string | null;
  created_at: Date;
  ended_at: Date | null;
  original_run_id: string | null;
  timer_events: string | null;
}

const selectRuns = `select r.id, r.function_id, r.event_id, r.status, r.output, r.created_at, r.ended_at, r.original_run_id,
  case when r.event_id like 'cron:%' then r.events end as timer_events
from inngest_local.runs r`;

const statusNames = { running: "Running", completed: "Completed", failed: "Failed", cancelled: "Cancelled" } as const;

/** The runs that an event is part of, oldest first; empty when it started none. */
export async function readRunsOfEvent(engine: Engine, eventId: string): Promise<RunAnswer[]> {
  const found = await engine.database.reader.query<Row>(`${selectRuns} where ${isStartedByEvent} order by r.id`, [
    eventId,
  ]);
  return found.rows.map(composeAnswer);
}

export async function readRun(engine: Engine, runId: string): Promise<RunAnswer | undefined> {
  const found = await engine.database.reader.query<Row>(`${selectRuns} where r.id = $1`, [runId]);
  return found.rows.map(composeAnswer)[0];
}

function composeAnswer(row: Row): RunAnswer {
  return {
    run_id: row.id,
    run_started_at: row.created_at.toISOString(),
    function_id: row.function_id,
    function_version: 1,
    environment_id: environmentId,
    event_id: row.event_id,
    ...(row.original_run_id ? { original_run_id: row.original_run_id } : {}),
    ...(row.timer_events ? { cron: readCron(row.timer_events) } : {}),
    status: statusNames[row.status],
    ended_at: row.ended_at?.toISOString() ?? null,
    ...(row.output === null ? {} : { output: JSON.parse(row.output) as unknown }),
  };
}

function readCron(events: string): string {
  const [event] = JSON.parse(events) as { data?: { cron?: unknown } }[];
  return String(event?.data?.cron ?? "");
}
