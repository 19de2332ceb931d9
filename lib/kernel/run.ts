/** Owns one run of a task: claimed by compare-and-set, worked, finished in one transaction, or failed with its reason. */
import { sql } from "kysely";
import { AppError, errorSurfaces, toAppError } from "#lib/core/errors.ts";
import { listFieldErrors, refuseFields } from "#lib/core/fields.ts";
import type { JsonValue } from "#lib/core/json.ts";
import type { Autonomy, TaskTrigger } from "#lib/db/types.gen.ts";
import { failTask } from "./fail-task.ts";
import { finishTask } from "./finish-task.ts";
import type { Kernel } from "./kernel.ts";
import { readRevision } from "./outputs.ts";
import { createStepLog } from "./step-log.ts";
import { concludeSweep } from "./sweep-summary.ts";
import { createTaskContext } from "./task-context.ts";
import { tellSteps } from "./tell-steps.ts";

/** How a run's durable steps are kept; a plain run just does the work. */
export type StepRunner = <T extends JsonValue>(name: string, work: () => Promise<T>) => Promise<T>;

export type RunRequest = {
  workspaceId: string;
  taskId: string;
  /** The executor's run: it may claim again what it had claimed before a crash. */
  runId: string;
  /** Whether the executor will try again after a failure. */
  isLastAttempt: boolean;
  step?: StepRunner;
};

export type RunOutcome =
  | { status: "completed" | "awaiting_approval"; taskId: string }
  | { status: "failed"; taskId: string; error: AppError }
  /** Someone else has it or it has ended: nothing was done. */
  | { status: "skipped"; taskId: string; reason: string };

const defaultTimeoutMs = 60_000;

export type ClaimedTask = {
  id: string;
  domain: string;
  task: string;
  params: unknown;
  attempt: number;
  trigger: TaskTrigger;
  sweepId: string | null;
  correlationId: string;
  depth: number;
  isDryRun: boolean;
  previewOf: string | null;
  autonomy: Autonomy;
  settings: unknown;
  workspaceName: string;
  timeZone: string;
  /** When this attempt took it up, and how long that took, in milliseconds. */
  claimedAt: string;
  claimMs: number;
};

const runStep: StepRunner = (_name, work) => work();

/**
 * Runs a task once. Returns its outcome; throws only what the executor should try again (the task stays `running` and says
 * what it waits for). Nothing a failed attempt staged is written.
 */
export async function runTask(kernel: Kernel, request: RunRequest): Promise<RunOutcome> {
  const { workspaceId, taskId } = request;
  const step = request.step ?? runStep;
  const claim = await step("claim", () => claimTask(kernel, request) as Promise<JsonValue>);
  const claimed = claim as ClaimedTask | { skipped: string };
  if ("skipped" in claimed) return { status: "skipped", taskId, reason: claimed.skipped };
  await kernel.clock.reach("after-claim");

  let costMicros = 0;
  const steps = createStepLog(kernel.clock, claimed);
  const telling = tellSteps(kernel, { workspaceId, claimed, steps });
  try {
    const { task } = kernel.registry.requireTask(`${claimed.domain}.${claimed.task}`);
    const settings = task.settings.parse(claimed.settings);
    const params = task.params.safeParse(claimed.params);
    if (!params.success) throw refuseFields(listFieldErrors(params.error, "params"), params.error);

    const timeoutMs = task.timeoutMs ?? defaultTimeoutMs;
    const { context, staged } = createTaskContext(kernel, {
      workspaceId,
      claimed,
      task,
      settings,
      revision: task.revises === undefined ? null : await readRevision(kernel, workspaceId, taskId),
      signal: AbortSignal.timeout(timeoutMs),
      step: task.isStepwise === true ? step : runStep,
      steps,
    });
    const result = await withinTime(task.run(context, params.data), timeoutMs);
    costMicros = staged.costMicros;
    await kernel.clock.reach("before-finish");
    const status = await step("finish", () =>
      finishTask(kernel, { workspaceId, claimed, task, result, staged, steps }),
    );
    if (status === "superseded")
      return { status: "skipped", taskId, reason: "a newer attempt or a cancellation came first" };
    if (claimed.sweepId !== null) await concludeSweep(kernel, workspaceId, claimed.sweepId);
    return { status, taskId };
  } catch (thrown) {
    const error = toAppError(thrown);
    kernel.log[error.code === "internal" ? "error" : "warn"](
      { error: thrown, taskId, workspaceId },
      `task ${claimed.domain}.${claimed.task} failed`,
    );
    const isFinal = request.isLastAttempt || !errorSurfaces[error.code].isRetriable;
    await failTask(kernel, {
      workspaceId,
      taskId,
      attempt: claimed.attempt,
      domain: claimed.domain,
      error,
      isFinal,
      costMicros,
      steps,
    });
    if (isFinal) return { status: "failed", taskId, error };
    throw error;
  } finally {
    telling.stop();
  }
}

/**
 * `queued → running`, or a further attempt at what a dead run left. A paused agent takes nothing up: its tasks stay queued, and
 * only a run that had begun before may go on, since nobody else would end its task.
 */
async function claimTask(
  kernel: Kernel,
  { workspaceId, taskId, runId }: RunRequest,
): Promise<ClaimedTask | { skipped: string }> {
  const claimedAt = kernel.clock.now();
  const begunAt = performance.now();
  const toChange = (rows: unknown[]) => (rows.length === 0 ? [] : [{ entity: "task", id: taskId }]);
  const claim = sql<Omit<ClaimedTask, "claimedAt" | "claimMs">>`
    update tasks t
    set status = 'running', attempt = t.attempt + 1, run_id = ${runId}, waiting_for = null,
        started_at = coalesce(t.started_at, ${claimedAt}::timestamptz),
        attempts = t.attempts || jsonb_build_object((t.attempt + 1)::text, ${JSON.stringify({ claimed_at: claimedAt })}::jsonb)
    from agents a, workspaces w
    where t.id = ${taskId} and t.workspace_id = ${workspaceId}
      and a.workspace_id = t.workspace_id and a.domain = t.domain and w.id = t.workspace_id
      and (t.status = 'running' and t.run_id = ${runId}
           or a.paused_at is null and (t.status in ('queued', 'planning')
                                       or t.status = 'running' and t.started_at < now() - interval '15 minutes'))
    returning t.id, t.domain, t.task, t.params, t.attempt, t.trigger, t.sweep_id as "sweepId",
              t.correlation_id as "correlationId", t.depth, t.is_dry_run as "isDryRun", t.preview_of as "previewOf",
              a.autonomy, a.settings, w.name as "workspaceName", w.time_zone as "timeZone"`;
  const [claimed] = await kernel.asWorkerOnce(workspaceId, claim, toChange);
  if (claimed !== undefined)
    return { ...claimed, claimedAt: claimedAt.toISOString(), claimMs: performance.now() - begunAt };
  const wait = sql<{ id: string }>`
    update tasks t set waiting_for = 'the agent is paused'
    from agents a
    where t.id = ${taskId} and t.workspace_id = ${workspaceId} and t.status = 'queued'
      and a.workspace_id = t.workspace_id and a.domain = t.domain and a.paused_at is not null
    returning t.id`;
  const [waiting] = await kernel.asWorkerOnce(workspaceId, wait, toChange);
  return {
    skipped: waiting === undefined ? "it has ended, another run has it, or it is not there" : "the agent is paused",
  };
}

async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new AppError("timeout", `the task took longer than ${Math.round(timeoutMs / 1000)} s`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
