/** Owns checkpoints: steps that a call in flight reports as done while it goes on; refuses those of a superseded call. */
import type { ActiveRuns } from "./active-runs.ts";
import { normalizeError, type Operation } from "./answers.ts";
import { canonicalize } from "./canonical.ts";
import { saveStep } from "./operations.ts";
import type { Queue } from "./queue.ts";
import { type Changes, createChanges, type JsonObject } from "./rows.ts";

export interface CheckpointPort {
  queue: Queue;
  runs: ActiveRuns;
  submit: (changes: Changes) => Promise<unknown>;
}

/** Saves the steps of a checkpoint; false when another lease has taken the call over, which halts the SDK. */
export async function saveCheckpoint(port: CheckpointPort, runId: string, body: JsonObject): Promise<boolean> {
  const lease = port.queue.leases.get(String(body.qi_id));
  if (!lease || lease.isRevoked || lease.job.runId !== runId || lease.generation !== Number(body.generation_id))
    return false;
  const run = port.runs.get(runId);
  if (!run) return false;
  const changes: Changes = { ...createChanges() };
  const context = { run, nextNumber: () => port.queue.nextNumber() };
  for (const operation of (Array.isArray(body.steps) ? body.steps : []) as Operation[]) {
    if (operation.op === "StepFailed")
      saveStep(changes, context, operation.id, "error", normalizeError(operation.error));
    else saveStep(changes, context, operation.id, "data", canonicalize(operation.data ?? null));
  }
  await port.submit(changes);
  lease.job.attempt = 0;
  return !lease.isRevoked;
}
