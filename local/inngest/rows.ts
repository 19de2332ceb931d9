/** Owns the shapes of what the engine writes: one `Changes` is everything one decision alters, committed as a whole. */
import type { AdmissionChanges } from "./flow-control/rows.ts";
import type { Request } from "./requests.ts";

export type JsonObject = { [name: string]: unknown };

/** An event as functions see it; `text` is its canonical JSON. */
export interface StoredEvent {
  id: string;
  name: string;
  body: JsonObject;
  text: string;
}

export type JobKind = "discover" | "step" | "sleep" | "wait" | "invoke" | "timeout" | "gathering";

/**
 * A unit of the queue: a call of the app (discover, step), or a moment at which a sleep, a wait, an invocation, a run's
 * time or a gathering of events is over.
 */
export interface Job {
  runId: string;
  key: string;
  kind: JobKind;
  stepId: string;
  attempt: number;
  lane: string;
  parallel: boolean;
}

export interface RunRow {
  id: string;
  function_id: string;
  event_id: string;
  events: string;
  lane: string;
  score: number;
  due_ms: number | null;
  idempotency_key: string | null;
  parent_run_id: string | null;
  parent_step_id: string | null;
  /** The run that this one starts again. */
  original_run_id?: string;
  /** The lane of the first call where it is not that of all others. */
  start_lane?: string;
  is_batch?: boolean;
}

export interface WaitRow {
  run_id: string;
  step_id: string;
  kind: "step" | "cancel" | "signal";
  event_name: string;
  match_key: string;
  incoming_path: string | null;
  expression: string | null;
  expires_ms: number | null;
}

/** A step that is announced but has no result yet, with the job or the wait that will bring it. */
export interface PlanRow {
  run_id: string;
  step_id: string;
  name: string | null;
  op: string | null;
  race: boolean;
  job_kind: JobKind | null;
  due_ms: number | null;
}

export interface StepRow {
  run_id: string;
  step_id: string;
  payload: string;
  seq: number;
  /** What is shown of the step; what is not said stays as it was announced, and the time of the end is the commit's. */
  name?: string | null;
  /** Absent for an ordinary step. */
  op?: string;
  /** Absent when the first one succeeded. */
  attempts?: number;
  started_ms?: number;
  ended_ms?: number;
}

/** An attempt of a call that ended with an error. */
export interface FailureRow {
  run_id: string;
  step_id: string;
  attempt: number;
  error: string;
}

export interface JobUpdateRow {
  run_id: string;
  key: string;
  attempt: number;
  ready: boolean;
  due_ms: number | null;
  /** The lane the job moves to. */
  lane?: string;
}

export interface EndRow {
  run_id: string;
  status: "completed" | "failed" | "cancelled";
  output: string;
}

/**
 * Asks for the next discovery of a run: `settled`, once no announced step outside a race is open; `now`, in any case;
 * `idle`, only if nothing at all is open.
 */
export interface SettleRow {
  run_id: string;
  key: string;
  step_id: string;
  moment: "settled" | "now" | "idle";
}

/** What a run has put off until after its end, or takes back. */
export interface DeferRow {
  run_id: string;
  id: string;
  function_id: string;
  input: string;
  is_aborted: boolean;
}

export interface Changes extends AdmissionChanges {
  events: (StoredEvent & { isMatched: boolean })[];
  runs: RunRow[];
  waits: WaitRow[];
  steps: StepRow[];
  failures: FailureRow[];
  plans: PlanRow[];
  planWaits: WaitRow[];
  jobUpdates: JobUpdateRow[];
  jobDeletes: { run_id: string; key: string }[];
  waitDeletes: { run_id: string; step_id: string }[];
  ends: EndRow[];
  /** Runs to cancel if they are still running when the commit is composed. */
  cancels: { run_id: string; reason: string }[];
  settles: SettleRow[];
  /** What is decided when the commit is composed, by what the database says then. */
  requests: Request[];
  defers: DeferRow[];
  deferEnds: { run_id: string }[];
  crons: { function_id: string; schedule: string; last_ms: number }[];
  /** The job whose presence proves that these changes were not applied yet. */
  fence?: { runId: string; key: string };
}

export function createChanges(): Changes {
  return {
    events: [],
    runs: [],
    waits: [],
    steps: [],
    failures: [],
    plans: [],
    planWaits: [],
    jobUpdates: [],
    jobDeletes: [],
    waitDeletes: [],
    ends: [],
    cancels: [],
    settles: [],
    requests: [],
    defers: [],
    deferEnds: [],
    crons: [],
    admissions: [],
    admissionWaits: [],
    deadlines: [],
    rates: [],
    usedKeys: [],
    singletons: [],
    gatherings: [],
    gathered: [],
    gatheringEnds: [],
    batchedEvents: [],
  };
}

/** The id under which the SDK knows a job (`qi_id`). */
export function formatQueueItemId(runId: string, key: string): string {
  return `${runId}:${key}`;
}
