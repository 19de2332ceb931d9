/** Owns reading one run whole for its page: steps with their times, failed attempts, queued jobs, waits, and what it is linked to. */
import type pg from "pg";
import { formatQueueItemId } from "../rows.ts";
import { describeState, type RunState, type statuses } from "./run-list.ts";

/** Longer texts are cut for the page, which links to the whole. */
export const excerptLength = 4000;
export const maxSteps = 1000;

/** The beginning of a text, and how long it is. */
export interface Excerpt {
  text: string;
  length: number;
}

export interface StepView {
  id: string;
  name: string | null;
  op: string | null;
  attempts: number | null;
  startedAt: Date | null;
  endedAt: Date | null;
  /** Null while the step is open: `{"data":…}` or `{"error":…}`. */
  payload: Excerpt | null;
  failures: { attempt: number; error: Excerpt; failedAt: Date }[];
  /** The run that the step invoked. */
  invokedRunId: string | null;
}

export interface JobView {
  key: string;
  kind: string;
  stepId: string;
  attempt: number;
  isReady: boolean;
  /** Whether its call is under way. */
  isCalled: boolean;
  dueAt: Date | null;
}

export interface WaitView {
  stepId: string;
  kind: "step" | "cancel";
  eventName: string;
  expression: string | null;
  expiresAt: Date | null;
}

export interface RunDetail {
  id: string;
  functionId: string;
  eventId: string;
  state: RunState;
  startedAt: Date;
  endedAt: Date | null;
  events: Excerpt;
  output: Excerpt | null;
  originalRunId: string | null;
  reruns: string[];
  parentRunId: string | null;
  steps: StepView[];
  /** Failed attempts of the function itself, outside a step. */
  failures: StepView["failures"];
  jobs: JobView[];
  waits: WaitView[];
}

interface RunRow {
  id: string;
  function_id: string;
  event_id: string;
  status: (typeof statuses)[number];
  created_at: Date;
  ended_at: Date | null;
  events: string;
  events_length: number;
  output: string | null;
  output_length: number | null;
  original_run_id: string | null;
  parent_run_id: string | null;
}

interface StepRow {
  step_id: string;
  name: string | null;
  op: string | null;
  attempts: number | null;
  started_at: Date | null;
  ended_at: Date | null;
  payload: string | null;
  payload_length: number | null;
  invoked_run_id: string | null;
}

interface FailureRow {
  step_id: string;
  attempt: number;
  error: string;
  error_length: number;
  failed_at: Date;
}

interface JobRow {
  key: string;
  kind: string;
  step_id: string;
  attempt: number;
  is_ready: boolean;
  due_at: Date | null;
}

interface WaitRow {
  step_id: string;
  kind: "step" | "cancel";
  event_name: string;
  expression: string | null;
  expires_at: Date | null;
}

/** A run with all that belongs to it, or undefined when there is none of that id; `calls` are the queue's items in flight. */
export async function readRunDetail(
  pool: pg.Pool,
  runId: string,
  calls: ReadonlySet<string>,
): Promise<RunDetail | undefined> {
  const run = await readRun(pool, runId);
  if (!run) return undefined;
  const steps = await readSteps(pool, runId);
  const failures = await readFailures(pool, runId);
  const jobs = await pool.query<JobRow>(
    `select key, kind, step_id, attempt, is_ready, due_at from inngest_local.jobs
     where run_id = $1 order by due_at nulls first, key limit 200`,
    [runId],
  );
  const waits = await pool.query<WaitRow>(
    `select step_id, kind, event_name, expression, expires_at from inngest_local.waits
     where run_id = $1 order by kind, step_id limit 200`,
    [runId],
  );
  const reruns = await pool.query<{ id: string }>(
    "select id from inngest_local.runs where original_run_id = $1 order by id limit 50",
    [runId],
  );
  const isReady = jobs.rows.some(job => job.is_ready);
  const isCalled = (job: JobRow) => calls.has(formatQueueItemId(runId, job.key));
  return {
    id: run.id,
    functionId: run.function_id,
    eventId: run.event_id,
    state: describeState(run.status, isReady, jobs.rows.some(isCalled)),
    startedAt: run.created_at,
    endedAt: run.ended_at,
    events: { text: run.events, length: run.events_length },
    output: run.output === null ? null : { text: run.output, length: run.output_length ?? 0 },
    originalRunId: run.original_run_id,
    reruns: reruns.rows.map(row => row.id),
    parentRunId: run.parent_run_id,
    steps: steps.map(row => ({
      id: row.step_id,
      name: row.name,
      op: row.op,
      attempts: row.attempts,
      startedAt: row.started_at,
      endedAt: row.payload === null ? null : row.ended_at,
      payload: row.payload === null ? null : { text: row.payload, length: row.payload_length ?? 0 },
      failures: failures.get(row.step_id) ?? [],
      invokedRunId: row.invoked_run_id,
    })),
    failures: failures.get("step") ?? [],
    jobs: jobs.rows.map(row => ({
      key: row.key,
      kind: row.kind,
      stepId: row.step_id,
      attempt: row.attempt,
      isReady: row.is_ready,
      isCalled: isCalled(row),
      dueAt: row.due_at,
    })),
    waits: waits.rows.map(row => ({
      stepId: row.step_id,
      kind: row.kind,
      eventName: row.event_name,
      expression: row.expression,
      expiresAt: row.expires_at,
    })),
  };
}

async function readRun(pool: pg.Pool, runId: string): Promise<RunRow | undefined> {
  const found = await pool.query<RunRow>(
    `select id, function_id, event_id, status, created_at, ended_at, original_run_id, parent_run_id,
       left(events, ${excerptLength}) as events, length(events) as events_length,
       left(output, ${excerptLength}) as output, length(output) as output_length
     from inngest_local.runs where id = $1`,
    [runId],
  );
  return found.rows[0];
}

async function readSteps(pool: pg.Pool, runId: string): Promise<StepRow[]> {
  const found = await pool.query<StepRow>(
    `select s.step_id, s.name, s.op, s.attempts, s.started_at, s.ended_at,
       left(s.payload, ${excerptLength}) as payload, length(s.payload) as payload_length,
       case when s.op = 'InvokeFunction' then
         (select r.id from inngest_local.runs r where r.event_id = 'invoke:' || s.run_id || '.' || s.step_id limit 1)
       end as invoked_run_id
     from inngest_local.steps s where s.run_id = $1
     order by coalesce(s.started_at, s.ended_at), s.seq limit ${maxSteps + 1}`,
    [runId],
  );
  return found.rows;
}

async function readFailures(pool: pg.Pool, runId: string): Promise<Map<string, StepView["failures"]>> {
  const found = await pool.query<FailureRow>(
    `select step_id, attempt, left(error, ${excerptLength}) as error, length(error) as error_length, failed_at
     from inngest_local.failures where run_id = $1 order by step_id, attempt limit 1000`,
    [runId],
  );
  const byStep = new Map<string, StepView["failures"]>();
  for (const row of found.rows) {
    const error = { text: row.error, length: row.error_length };
    const known = byStep.get(row.step_id) ?? [];
    byStep.set(row.step_id, [...known, { attempt: row.attempt, error, failedAt: row.failed_at }]);
  }
  return byStep;
}

/** A text of a run whole, as it is kept: its events, its output, or a step's result. */
export async function readWhole(
  pool: pg.Pool,
  runId: string,
  part: "events" | "output" | { stepId: string },
): Promise<string | undefined> {
  const found =
    typeof part === "string"
      ? await pool.query<{ text: string | null }>(`select ${part} as text from inngest_local.runs where id = $1`, [
          runId,
        ])
      : await pool.query<{ text: string | null }>(
          "select payload as text from inngest_local.steps where run_id = $1 and step_id = $2",
          [runId, part.stepId],
        );
  return found.rows[0]?.text ?? undefined;
}
