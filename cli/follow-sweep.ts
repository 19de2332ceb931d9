/** Owns following a sweep: each agent's progress as it happens, then the one summary; painted live where a person watches. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "./api.ts";
import { ended } from "./follow.ts";
import { type Output, writeDuration } from "./output.ts";
import type { Sweep, SweepSummary, Task } from "./rows.ts";

const mostTasks = 200;
/** The end of the last task starts the summary; after a crash the next minute's turn does. */
const summaryPatienceMs = 90_000;
const marks: Record<string, string> = { completed: "✓", awaiting_approval: "✓", failed: "✗", cancelled: "–" };

/** The sweep when none of its tasks runs any more. */
export async function followSweep(api: Api, output: Output, id: string): Promise<Sweep> {
  const told = new Map<string, string>();
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 1.5, 2_000)) {
    // The sweep first: what its count calls ended is then among the tasks as ended.
    const sweep = await api.call<Sweep>("sweep.get", { id });
    const tasks = (await api.list<Task>("task.list", { sweep_id: id }, mostTasks)).reverse();
    showProgress(output, tasks, told);
    if (sweep.finished >= sweep.total) return sweep;
    await sleep(pauseMs);
  }
}

/** The summary once it is written, or as far as it is when that takes too long. */
export async function awaitSummary(api: Api, id: string): Promise<SweepSummary> {
  const startedAt = performance.now();
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 1.5, 2_000)) {
    const summary = await api.call<SweepSummary>("sweep.report", { id });
    const isOpen = summary.state === "waiting" || summary.state === "working";
    if (!isOpen || performance.now() - startedAt > summaryPatienceMs) return summary;
    await sleep(pauseMs);
  }
}

function showProgress(output: Output, tasks: readonly Task[], told: Map<string, string>): void {
  output.live?.(tasks.map(task => `${marks[task.status] ?? "·"} ${task.name.padEnd(28)} ${writeState(task)}`));
  for (const task of tasks) {
    if (told.get(task.id) === task.status) continue;
    told.set(task.id, task.status);
    if (output.isJson) {
      output.item(
        { event: "agent", domain: task.domain, task_id: task.id, status: task.status, duration_ms: task.duration_ms },
        () => "",
      );
    } else if (output.live === null && ended.has(task.status)) output.say(`${task.name}: ${writeState(task)}`);
  }
}

function writeState(task: Task): string {
  const words = task.status.replaceAll("_", " ");
  if (!ended.has(task.status)) return task.waiting_for === null ? words : `${words}, waiting for ${task.waiting_for}`;
  const reason = task.status === "failed" ? (task.error?.message ?? task.error?.detail) : undefined;
  const duration = writeDuration(task.duration_ms);
  return `${words}${duration === "" ? "" : ` in ${duration}`}${typeof reason === "string" ? `: ${reason}` : ""}`;
}
