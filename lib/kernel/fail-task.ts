/** Owns the failing end of a run: final with its reason, or kept running with what it waits for. */
import type { AppError } from "#lib/core/errors.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import type { Kernel } from "./kernel.ts";
import { mergeAttempt, type StepLog } from "./step-log.ts";
import { concludeSweep } from "./sweep-summary.ts";

export type Failure = {
  workspaceId: string;
  taskId: string;
  domain: string;
  /** The attempt that failed; undefined fails whichever is open, when the executor itself has given up. */
  attempt?: number;
  error: AppError;
  isFinal: boolean;
  costMicros: number;
  /** What the attempt had done by then, where that is known. */
  steps?: StepLog;
};

/** Records a failed attempt. A superseded attempt changes nothing. */
export async function failTask(kernel: Kernel, failure: Failure): Promise<void> {
  const { workspaceId, taskId, error } = failure;
  const described = { code: error.code, message: error.message, errors: error.details.errors ?? [] };
  const record = {
    ended_at: kernel.clock.now().toISOString(),
    outcome: failure.isFinal ? ("failed" as const) : ("retried" as const),
    error: described,
    ...failure.steps?.describe(),
  };
  const sweepId = await kernel.asWorker(workspaceId, async session => {
    let update = session
      .updateTable("tasks")
      .set(eb => ({
        error: JSON.stringify(described),
        cost_micros: eb("cost_micros", "+", failure.costMicros),
        attempts: mergeAttempt(record),
        ...(failure.isFinal
          ? { status: "failed" as const, finished_at: kernel.clock.now(), waiting_for: null }
          : { waiting_for: `another attempt: ${error.message}`.slice(0, 500) }),
      }))
      .where("id", "=", taskId)
      .where("workspace_id", "=", workspaceId);
    update =
      failure.attempt === undefined
        ? update.where("status", "in", ["queued", "planning", "running"])
        : update.where("attempt", "=", failure.attempt).where("status", "=", "running");
    const failed = await update.returning("sweep_id").executeTakeFirst();
    if (failed === undefined) return null;
    noteChange(session, "task", taskId);
    if (!failure.isFinal) return null;
    await recordActivity(session, workspaceId, { kind: "agent", id: failure.domain }, [
      {
        verb: "task.failed",
        entity: "task",
        entityId: taskId,
        taskId,
        summary: `failed: ${error.message}`,
        data: { code: error.code },
      },
    ]);
    return failed.sweep_id;
  });
  if (sweepId !== null) await concludeSweep(kernel, workspaceId, sweepId);
}
