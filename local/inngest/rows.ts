/** Owns the shapes of what the engine writes: one `Changes` is everything one decision alters, committed as a whole. */

export type JsonObject = { [name: string]: unknown };

/** An event as functions see it; `text` is its canonical JSON. */
export interface StoredEvent {
  id: string;
  name: string;
  body: JsonObject;
  text: string;
}

export type JobKind = "discover" | "step" | "sleep" | "wait" | "invoke";

/** A unit of the queue: a call of the app (discover, step), or a moment at which a sleep, a wait or an invocation is over. */
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
}

export interface WaitRow {
  run_id: string;
  step_id: string;
  kind: "step" | "cancel";
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
  race: boolean;
  job_kind: JobKind | null;
  due_ms: number | null;
}

export interface StepRow {
  run_id: string;
  step_id: string;
  payload: string;
  seq: number;
}

export interface JobUpdateRow {
  run_id: string;
  key: string;
  attempt: number;
  ready: boolean;
  due_ms: number | null;
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

export interface Changes {
  events: (StoredEvent & { isMatched: boolean })[];
  runs: RunRow[];
  waits: WaitRow[];
  steps: StepRow[];
  plans: PlanRow[];
  planWaits: WaitRow[];
  jobUpdates: JobUpdateRow[];
  jobDeletes: { run_id: string; key: string }[];
  waitDeletes: { run_id: string; step_id: string }[];
  ends: EndRow[];
  settles: SettleRow[];
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
    plans: [],
    planWaits: [],
    jobUpdates: [],
    jobDeletes: [],
    waitDeletes: [],
    ends: [],
    settles: [],
    crons: [],
  };
}

/** The id under which the SDK knows a job (`qi_id`). */
export function formatQueueItemId(runId: string, key: string): string {
  return `${runId}:${key}`;
}
