/** Owns the rows of a step's result and of a failed attempt, and what every operation is read with. */
import type { ActiveRun } from "./active-runs.ts";
import { normalizeError, type Operation } from "./answers.ts";
import { canonicalize } from "./canonical.ts";
import { addSettle, type EndingContext } from "./endings.ts";
import type { Changes, Job } from "./rows.ts";

/** The year 2100; a step's own clock may be wrong, but not so wrong that the database refuses it. */
const maxMomentMs = 4_102_444_800_000;

export interface OperationContext extends EndingContext {
  run: ActiveRun;
  job: Job;
  maxAttempts: number;
  version: number;
  nowMs: number;
  /** Milliseconds until the given attempt, counted from zero, is made. */
  computeRetryDelayMs: (nextAttempt: number) => number;
}

/** Whether a run goes on after this step without awaiting the others. */
export function isRace(context: OperationContext, operation: Operation | undefined): boolean {
  return operation !== undefined && (context.version === 1 || operation.opts?.parallelMode === "race");
}

/** Saves a step's result; called for a checkpoint as well. */
export function saveStep(
  changes: Changes,
  context: Pick<OperationContext, "run" | "nextNumber"> & { job: Pick<Job, "attempt"> },
  operation: Operation,
  kind: "data" | "error",
  value: string,
): void {
  changes.steps.push({
    run_id: context.run.id,
    step_id: operation.id,
    payload: `{"${kind}":${value}}`,
    seq: context.nextNumber(),
    name: readStepName(operation),
    ...(operation.op === "StepRun" ? {} : { op: operation.op }),
    ...(context.job.attempt === 0 ? {} : { attempts: context.job.attempt + 1 }),
    ...readTiming(operation),
  });
}

/** What the author called the step, in a form that the database takes. */
export function readStepName({ displayName, name }: Operation): string | null {
  const given = displayName ?? name;
  return typeof given === "string" ? given.slice(0, 200).toWellFormed().replaceAll("\0", "\uFFFD") : null;
}

function readTiming({ timing }: Operation): { started_ms?: number; ended_ms?: number } {
  const startedMs = Number(timing?.a) / 1e6;
  const tookMs = Number(timing?.b) / 1e6;
  if (!(startedMs > 0 && startedMs < maxMomentMs && tookMs >= 0 && tookMs < maxMomentMs)) return {};
  return { started_ms: startedMs, ended_ms: startedMs + tookMs };
}

export function addFailure(changes: Changes, context: OperationContext, operation: Operation): void {
  changes.failures.push({
    run_id: context.run.id,
    step_id: operation.id,
    attempt: context.job.attempt,
    error: normalizeError(operation.error),
  });
}

/** Ends a step with an error that its function can catch. */
export function failStep(changes: Changes, context: OperationContext, operation: Operation, message: string): void {
  saveStep(changes, context, operation, "error", canonicalize({ name: "Error", message }));
  addSettle(changes, context, context.run.id, operation.id, isRace(context, operation) ? "now" : "settled");
}
