/** The shapes that the task pages pass around; all of them come from the operations. */
import type { z } from "zod";
import type { taskGet } from "#lib/operations/task.ts";

export type TaskDetail = z.output<(typeof taskGet)["output"]>;

const endedStatuses = ["completed", "failed", "cancelled"];

/** True while a task may still change by itself or by a decision. */
export function isOpenTask(task: { status: string }): boolean {
  return !endedStatuses.includes(task.status);
}
