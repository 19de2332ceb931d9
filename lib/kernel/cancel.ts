/** Owns cancellation: a task that has not ended is ended, its run stopped, and what it proposed is superseded. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import { recordActivity } from "./activity.ts";
import { noteChange, stageEvents } from "./aftermath.ts";
import type { Scope } from "./dispatch.ts";
import { settleTouch } from "./governor.ts";
import type { Kernel } from "./kernel.ts";

/** Cancels a task. What is intended and not yet sent is recalled. Throws `conflict` when it has ended. */
export async function cancelTask(kernel: Kernel, session: Session, scope: Scope, taskId: string): Promise<void> {
  const now = kernel.clock.now();
  const cancelled = await session
    .updateTable("tasks")
    .set({ status: "cancelled", finished_at: now })
    .where("workspace_id", "=", scope.workspaceId)
    .where("id", "=", taskId)
    .where("status", "in", ["queued", "planning", "running", "awaiting_approval"])
    .returning(["id", "domain", "task"])
    .executeTakeFirst();
  if (cancelled === undefined) {
    const row = await session
      .selectFrom("tasks")
      .select("status")
      .where("workspace_id", "=", scope.workspaceId)
      .where("id", "=", taskId)
      .executeTakeFirst();
    if (row === undefined) throw new AppError("not-found", "there is no such task");
    throw new AppError("conflict", `this task is already ${row.status}`, {
      details: { facts: { status: row.status } },
    });
  }
  await session
    .updateTable("approvals")
    .set({
      status: "superseded",
      decided_by: scope.actor.userId,
      decided_via: "person",
      decided_at: now,
      decision_reason: "the task was cancelled",
    })
    .where("workspace_id", "=", scope.workspaceId)
    .where("task_id", "=", taskId)
    .where("status", "=", "pending")
    .execute();
  const recalled = await session
    .updateTable("deliveries")
    .set({ status: "recalled", finished_at: now })
    .where("workspace_id", "=", scope.workspaceId)
    .where("task_id", "=", taskId)
    .where("status", "=", "intended")
    .returning(["id", "approval_id"])
    .execute();
  for (const delivery of recalled) {
    await settleTouch(session, delivery.approval_id, "released");
    noteChange(session, "delivery", delivery.id);
  }
  await stageEvents(session, scope.workspaceId, [
    { id: createId(), name: "task/cancelled", data: { workspaceId: scope.workspaceId, taskId } },
  ]);
  await recordActivity(session, scope.workspaceId, scope.actor, [
    {
      verb: "task.cancelled",
      entity: "task",
      entityId: taskId,
      taskId,
      summary: `cancelled ${cancelled.domain}.${cancelled.task}`,
    },
  ]);
  noteChange(session, "task", taskId);
  noteChange(session, "approval", taskId);
}
