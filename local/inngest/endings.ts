/** Owns how a run ends: its row, the events that tell about it, and the result handed to the run that invoked it. */
import { type ActiveRun, firstEvent } from "./active-runs.ts";
import { addEvent, storeEvent } from "./events.ts";
import type { Registry } from "./registry.ts";
import { type Changes, formatQueueItemId } from "./rows.ts";
import type { WaitIndex } from "./waits.ts";

export interface EndingContext {
  registry: Registry;
  waits: WaitIndex;
  nextNumber: () => number;
}

export type EndableRun = Pick<ActiveRun, "id" | "functionId" | "events" | "parent">;

/** Adds the end of a run; `output` is canonical JSON: the result, or the error of a failed or cancelled run. */
export function addEnd(
  changes: Changes,
  context: EndingContext,
  run: EndableRun,
  status: "completed" | "failed" | "cancelled",
  output: string,
): void {
  changes.ends.push({ run_id: run.id, status, output });
  const names = status === "completed" ? ["finished"] : status === "failed" ? ["failed", "finished"] : ["cancelled"];
  for (const name of names)
    addLifecycleEvent(changes, context, run, `inngest/function.${name}`, status === "completed", output);
  if (run.parent) {
    addStepResult(
      changes,
      context,
      run.parent.runId,
      run.parent.stepId,
      status === "completed" ? "data" : "error",
      output,
    );
  }
}

/** Events that nobody listens to are not written: a run's end is already in its row. */
function addLifecycleEvent(
  changes: Changes,
  context: EndingContext,
  run: EndableRun,
  name: string,
  isSuccess: boolean,
  output: string,
): void {
  if (!context.registry.isListenedTo(name) && !context.waits.isWaitedFor(name)) return;
  const nowMs = Date.now();
  const data = {
    event: JSON.parse(firstEvent(run)),
    events: JSON.parse(run.events),
    function_id: run.functionId,
    run_id: run.id,
    [isSuccess ? "result" : "error"]: JSON.parse(output),
  };
  addEvent(changes, storeEvent({ id: `${name}:${run.id}`, name, ts: nowMs, data }), context.registry, nowMs);
}

/** Adds the result of an open step of a waiting run, frees what would have timed it out, and lets the run go on. */
export function addStepResult(
  changes: Changes,
  context: Pick<EndingContext, "nextNumber">,
  runId: string,
  stepId: string,
  kind: "data" | "error",
  value: string,
): void {
  changes.steps.push({ run_id: runId, step_id: stepId, payload: `{"${kind}":${value}}`, seq: context.nextNumber() });
  changes.jobDeletes.push({ run_id: runId, key: stepId });
  changes.waitDeletes.push({ run_id: runId, step_id: stepId });
  addSettle(changes, context, runId, stepId, "settled");
}

export function addSettle(
  changes: Changes,
  context: Pick<EndingContext, "nextNumber">,
  runId: string,
  stepId: string,
  moment: "settled" | "now" | "idle",
): void {
  changes.settles.push({ run_id: runId, key: `d${context.nextNumber()}`, step_id: stepId, moment });
}

/** The name under which a child event tells whom it answers. */
export function composeCorrelationId(runId: string, stepId: string): string {
  return formatQueueItemId(runId, stepId).replace(":", ".");
}
