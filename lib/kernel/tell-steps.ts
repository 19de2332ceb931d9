/** Owns what pages see of a run that takes long: its steps so far, now and then. A run that is done sooner costs nothing. */
import { sql } from "kysely";
import type { Kernel } from "./kernel.ts";
import { mergeAttempt, type StepLog } from "./step-log.ts";

const everyMs = 2_000;

export type Telling = { workspaceId: string; claimed: { id: string; attempt: number }; steps: StepLog };

/** Writes the steps of a run every two seconds while there are more of them. A failure is logged and stops nothing. */
export function tellSteps(kernel: Kernel, { workspaceId, claimed, steps }: Telling): { stop(): void } {
  let told = steps.size();
  let isTelling = false;

  async function tell(): Promise<void> {
    if (isTelling || steps.size() === told) return;
    isTelling = true;
    told = steps.size();
    const statement = sql<{ id: string }>`
      update tasks set attempts = ${mergeAttempt(steps.describe())}
      where id = ${claimed.id}::uuid and workspace_id = ${workspaceId}::uuid
        and attempt = ${claimed.attempt} and status = 'running' and not tasks.attempts -> tasks.attempt::text ? 'outcome'
      returning id`;
    try {
      await kernel.asWorkerOnce(workspaceId, statement, rows => rows.map(({ id }) => ({ entity: "task", id })));
    } catch (error) {
      kernel.log.warn({ error, taskId: claimed.id }, "the steps of a running task could not be told");
    } finally {
      isTelling = false;
    }
  }

  const timer = setInterval(() => void tell(), everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
