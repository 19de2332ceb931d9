/** Owns steps that are announced and wait for their result: planned calls, sleeps, waits for events and signals, invocations. */
import { readFirstEvent } from "./active-runs.ts";
import type { Operation } from "./answers.ts";
import { parseMoment } from "./duration.ts";
import { composeCorrelationId } from "./endings.ts";
import { addDirectEvent, isStorableName, storeEvent } from "./events.ts";
import { assertExpression } from "./expressions.ts";
import type { Changes, JsonObject, PlanRow } from "./rows.ts";
import { failStep, isRace, type OperationContext, readStepName } from "./step-results.ts";
import { composeWait } from "./waits.ts";

function plan(
  changes: Changes,
  context: OperationContext,
  operation: Operation,
  jobKind: PlanRow["job_kind"],
  dueMs: number | null,
): void {
  changes.plans.push(composePlan(context, operation, jobKind, dueMs));
}

function composePlan(
  context: OperationContext,
  operation: Operation,
  jobKind: PlanRow["job_kind"],
  dueMs: number | null,
): PlanRow {
  return {
    run_id: context.run.id,
    step_id: operation.id,
    name: readStepName(operation),
    op: operation.op,
    race: isRace(context, operation),
    job_kind: jobKind,
    due_ms: dueMs,
  };
}

function addSleep(changes: Changes, context: OperationContext, operation: Operation): void {
  const dueMs = parseMoment(operation.name ?? "", context.nowMs);
  if (dueMs === undefined) {
    failStep(changes, context, operation, `step.sleep cannot read "${operation.name}"`);
    return;
  }
  plan(changes, context, operation, "sleep", dueMs);
}

function addWait(changes: Changes, context: OperationContext, operation: Operation): void {
  if (!isStorableName(operation.name ?? "")) {
    failStep(
      changes,
      context,
      operation,
      "step.waitForEvent: the event's name must be at most 500 ordinary characters",
    );
    return;
  }
  const expression = typeof operation.opts?.if === "string" ? operation.opts.if : undefined;
  const timeout = operation.opts?.timeout;
  const expiresMs = typeof timeout === "string" ? parseMoment(timeout, context.nowMs) : undefined;
  try {
    if (expression) assertExpression(expression, "step.waitForEvent");
  } catch (error) {
    failStep(changes, context, operation, error instanceof Error ? error.message : String(error));
    return;
  }
  plan(changes, context, operation, expiresMs === undefined ? null : "wait", expiresMs ?? null);
  changes.planWaits.push(
    composeWait({
      runId: context.run.id,
      stepId: operation.id,
      kind: "step",
      eventName: operation.name ?? "",
      expression,
      expiresMs: expiresMs ?? null,
      ownEvent: readFirstEvent(context.run),
    }),
  );
}

function addSignalWait(changes: Changes, context: OperationContext, operation: Operation): void {
  const { signal, timeout, conflict } = operation.opts ?? {};
  if (typeof signal !== "string" || signal === "" || !isStorableName(signal)) {
    const message = "step.waitForSignal: `signal` must be 1 to 500 ordinary characters";
    failStep(changes, context, operation, message);
    return;
  }
  const expiresMs = typeof timeout === "string" ? parseMoment(timeout, context.nowMs) : undefined;
  if (expiresMs === undefined) {
    failStep(changes, context, operation, `step.waitForSignal cannot read the timeout "${String(timeout)}"`);
    return;
  }
  changes.requests.push({
    kind: "signal-wait",
    run: context.run,
    plan: composePlan(context, operation, "wait", expiresMs),
    signal,
    isReplacing: conflict === "replace",
  });
}

function addInvocation(changes: Changes, context: OperationContext, operation: Operation): void {
  const functionId = String(operation.opts?.function_id ?? "");
  const definition = context.registry.functions.get(functionId);
  if (!definition) {
    failStep(changes, context, operation, `step.invoke: no function "${functionId}" is registered`);
    return;
  }
  const timeout = operation.opts?.timeout;
  const expiresMs = typeof timeout === "string" ? parseMoment(timeout, context.nowMs) : undefined;
  plan(changes, context, operation, expiresMs === undefined ? null : "invoke", expiresMs ?? null);
  const payload = (operation.opts?.payload ?? {}) as JsonObject;
  const correlationId = composeCorrelationId(context.run.id, operation.id);
  const event = storeEvent({
    ...payload,
    data: { ...((payload.data ?? {}) as JsonObject), _inngest: { correlation_id: correlationId, fn_id: functionId } },
    id: `invoke:${correlationId}`,
    name: "inngest/function.invoked",
    ts: context.nowMs,
  });
  addDirectEvent(changes, event, definition, context.nowMs, {
    parent: { runId: context.run.id, stepId: operation.id },
  });
}

type Announce = (changes: Changes, context: OperationContext, operation: Operation) => void;

/** What each announcement alters, by its operation. */
export const announcements: ReadonlyMap<string, Announce> = new Map<string, Announce>([
  ["StepPlanned", (changes, context, operation) => plan(changes, context, operation, "step", null)],
  ["Sleep", addSleep],
  ["WaitForEvent", addWait],
  ["WaitForSignal", addSignalWait],
  ["InvokeFunction", addInvocation],
]);
