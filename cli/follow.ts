/** Owns following a task or a sweep to its end, by asking ever less often. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "./api.ts";
import { exitCodes, Failure } from "./failure.ts";
import type { Output } from "./output.ts";
import type { Sweep, Task } from "./rows.ts";

/** Statuses after which nothing more happens without a person. */
const ended = new Set(["completed", "failed", "cancelled", "awaiting_approval"]);

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

/** The sweep when none of its tasks runs any more. */
export async function followSweep(api: Api, output: Output, id: string): Promise<Sweep> {
  let told = -1;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 1.5, 2_000)) {
    const sweep = await api.call<Sweep>("sweep.get", { id });
    if (sweep.finished !== told) output.say(`${sweep.finished} of ${sweep.total} done`);
    told = sweep.finished;
    if (sweep.finished >= sweep.total) return sweep;
    await sleep(pauseMs);
  }
}

/** Says how a task ended; throws when its work failed. Waiting for a person counts as ended. */
export function concludeTask(output: Output, task: Task): void {
  if (task.status === "completed") output.say(`${task.name} is completed.`);
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
