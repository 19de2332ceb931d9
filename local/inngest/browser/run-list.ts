/** Owns finding runs for the list: filters, pages by key, and what a run is doing now. */
import type pg from "pg";
import { isStartedByEvent } from "../run-data.ts";

export const pageSize = 50;

export const statuses = ["running", "completed", "failed", "cancelled"] as const;
export const spans = { "15m": 900, "1h": 3600, "24h": 86_400, "7d": 604_800 } as const;

export interface RunFilter {
  functionId: string;
  status: (typeof statuses)[number] | "";
  span: keyof typeof spans | "";
  /** The id of a run or of an event. */
  search: string;
  /** Runs older than this one. */
  before: string;
}

export type RunState = "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";

export interface ListedRun {
  id: string;
  functionId: string;
  eventId: string;
  eventName: string | null;
  originalRunId: string | null;
  state: RunState;
  startedAt: Date;
  endedAt: Date | null;
}

export function readFilter(query: URLSearchParams): RunFilter {
  const status = query.get("status") ?? "";
  const span = query.get("span") ?? "";
  const read = (name: string) => (query.get(name) ?? "").trim().toWellFormed().replaceAll("\0", "").slice(0, 500);
  return {
    functionId: read("function"),
    status: statuses.find(known => known === status) ?? "",
    span: span in spans ? (span as keyof typeof spans) : "",
    search: read("q"),
    before: read("before"),
  };
}

interface Row {
  id: string;
  function_id: string;
  event_id: string;
  event_name: string | null;
  original_run_id: string | null;
  status: (typeof statuses)[number];
  is_ready: boolean | null;
  created_at: Date;
  ended_at: Date | null;
}

/** A page of runs, newest first; one more than a page means that there is another. */
export async function listRuns(
  pool: pg.Pool,
  filter: RunFilter,
  calledRuns: ReadonlySet<string>,
): Promise<ListedRun[]> {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const add = (condition: string, value: unknown) => {
    values.push(value);
    conditions.push(condition.replaceAll("?", `$${values.length}`));
  };
  // First of all, because the condition of an event's runs reads $1; one list of ids, so that the index serves both.
  if (filter.search)
    add(
      `r.id = any(array[?::text] || array(select r.id from inngest_local.runs r where ${isStartedByEvent}))`,
      filter.search,
    );
  if (filter.functionId) add("r.function_id = ?", filter.functionId);
  if (filter.status) add("r.status = ?", filter.status);
  if (filter.span) add("r.created_at > now() - make_interval(secs => ?)", spans[filter.span]);
  if (filter.before) add("r.id < ?", filter.before);
  const found = await pool.query<Row>(
    `select r.id, r.function_id, r.event_id, r.original_run_id, r.status, r.created_at, r.ended_at,
       (select e.name from inngest_local.events e where e.id = r.event_id) as event_name,
       (select bool_or(j.is_ready) from inngest_local.jobs j where j.run_id = r.id) as is_ready
     from inngest_local.runs r ${conditions.length > 0 ? `where ${conditions.join(" and ")}` : ""}
     order by r.id desc limit ${pageSize + 1}`,
    values,
  );
  return found.rows.map(row => ({
    id: row.id,
    functionId: row.function_id,
    eventId: row.event_id,
    eventName: row.event_name,
    originalRunId: row.original_run_id,
    state: describeState(row.status, row.is_ready, calledRuns.has(row.id)),
    startedAt: row.created_at,
    endedAt: row.ended_at,
  }));
}

/** `queued` has a call that is due; `waiting` sleeps, waits or is between attempts; `running` has a call in flight. */
export function describeState(status: (typeof statuses)[number], isReady: boolean | null, isCalled: boolean): RunState {
  if (status !== "running") return status;
  return isCalled ? "running" : isReady ? "queued" : "waiting";
}
