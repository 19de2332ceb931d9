/** Owns how a run ends: its row, the events that tell about it, and the result handed to the run that invoked it. */
import type { ActiveRun } from "./active-runs.ts";
import { addEvent, readOrigin, storeEvent } from "./events.ts";
import type { Registry } from "./registry.ts";
import { type Changes, formatQueueItemId, type JsonObject } from "./rows.ts";
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
  for (const name of status === "completed" ? ["finished"] : [status, "finished"])
    addLifecycleEvent(changes, context, run, `inngest/function.${name}`, status === "completed", output);
  const kind = status === "completed" ? "data" : "error";
  for (const { runId, stepId } of listParents(context, run))
    addStepResult(changes, context, runId, stepId, kind, output);
}

/** The steps that wait for a run's result: at most one, but one for each event of a batch. */
function listParents({ registry }: EndingContext, run: EndableRun): { runId: string; stepId: string }[] {
  if (run.parent) return [run.parent];
  if (!registry.functions.get(run.functionId)?.flow?.batch) return [];
  return (JSON.parse(run.events) as JsonObject[]).flatMap(body => readOrigin({ body }).parent ?? []);
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
  const events = JSON.parse(run.events) as JsonObject[];
  if (isToldAlready(events[0]?.name)) return;
  const data = {
    event: events[0],
    events,
    function_id: run.functionId,
    run_id: run.id,
    [isSuccess ? "result" : "error"]: JSON.parse(output),
  };
  addEvent(changes, storeEvent({ id: `${name}:${run.id}`, name, ts: nowMs, data }), context.registry, nowMs);
}

/** The end of a run that an end had started is not told, or functions that listen to ends would call each other for ever. */
function isToldAlready(startedBy: unknown): boolean {
  return startedBy === "inngest/function.finished" || startedBy === "inngest/function.failed";
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
