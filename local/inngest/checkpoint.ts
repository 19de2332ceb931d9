/** Owns checkpoints: steps that a call in flight reports as done while it goes on; refuses those of a superseded call. */
import type { ActiveRuns } from "./active-runs.ts";
import { normalizeError, type Operation } from "./answers.ts";
import { canonicalize } from "./canonical.ts";
import { addDeferral, isDeferral } from "./deferrals.ts";
import { findStepOverflow } from "./limits.ts";
import type { Queue } from "./queue.ts";
import { type Changes, createChanges, type JsonObject } from "./rows.ts";
import { saveStep } from "./step-results.ts";

export interface CheckpointPort {
  queue: Queue;
  runs: ActiveRuns;
  submit: (changes: Changes) => Promise<unknown>;
}

/**
 * Saves the steps of a checkpoint. `stale`: another lease has taken the call over, which halts the SDK; `too-large`:
 * the SDK answers the call with the steps instead, which ends the run with the reason.
 */
export async function saveCheckpoint(
  port: CheckpointPort,
  runId: string,
  body: JsonObject,
): Promise<"saved" | "stale" | "too-large"> {
  const lease = port.queue.leases.get(String(body.qi_id));
  if (!lease || lease.isRevoked || lease.job.runId !== runId || lease.generation !== Number(body.generation_id))
    return "stale";
  const run = port.runs.get(runId);
  if (!run) return "stale";
  const changes: Changes = { ...createChanges() };
  const context = { run, job: lease.job, nextNumber: () => port.queue.nextNumber() };
  for (const operation of (Array.isArray(body.steps) ? body.steps : []) as Operation[]) {
    if (isDeferral(operation)) addDeferral(changes, run.id, operation);
    else if (operation.op === "StepFailed")
      saveStep(changes, context, operation, "error", normalizeError(operation.error));
    else saveStep(changes, context, operation, "data", canonicalize(operation.data ?? null));
  }
  if (findStepOverflow(run, changes.steps)) return "too-large";
  await port.submit(changes);
  lease.job.attempt = 0;
  return lease.isRevoked ? "stale" : "saved";
}
