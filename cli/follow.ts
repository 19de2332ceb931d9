/** Owns following a task to its end, by asking ever less often. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "./api.ts";
import { exitCodes, Failure } from "./failure.ts";
import type { Output } from "./output.ts";
import type { Task } from "./rows.ts";

/** Statuses after which nothing more happens without a person. */
export const ended: ReadonlySet<string> = new Set(["completed", "failed", "cancelled", "awaiting_approval"]);

/** The task as it ended, or as it waits for a person. */
export async function followTask(
  api: Api,
  output: Output,
  id: string,
  seen: (task: Task) => void = () => undefined,
): Promise<Task> {
  let told: string | null = null;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 1.5, 2_000)) {
    const task = await api.call<Task>("task.get", { id });
    seen(task);
    if (ended.has(task.status)) return task;
    if (task.waiting_for !== null && task.waiting_for !== told) output.say(`Waiting: ${task.waiting_for}`);
    told = task.waiting_for;
    await sleep(pauseMs);
  }
}

/** Says how a task ended; throws when its work failed. Waiting for a person counts as ended. */
export function concludeTask(output: Output, task: Task): void {
  if (task.status === "completed") {
    output.say(
      `${task.name} ${task.is_dry_run ? "was only tried: nothing was sent, kept or changed" : "is completed"}.`,
    );
  }
  if (task.status === "awaiting_approval") {
    output.say(`${task.name} waits for a person to approve what it proposed: \`quarterdeck approvals list\` shows it.`);
  }
  if (task.status === "completed" || task.status === "awaiting_approval") return;
  const reason = task.error?.message ?? task.error?.detail;
  throw new Failure(
    exitCodes.failed,
    `${task.name} ${task.status === "failed" ? "failed" : "was cancelled"}${typeof reason === "string" ? `: ${reason}` : ""}`,
  );
}
