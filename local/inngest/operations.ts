/** Owns what each operation of the SDK means for a run; operations this engine does not do fail their step by name. */
import { type ActiveRun, readFirstEvent } from "./active-runs.ts";
import { normalizeError, type Operation } from "./answers.ts";
import { canonicalize } from "./canonical.ts";
import { parseMoment } from "./duration.ts";
import { addEnd, addSettle, composeCorrelationId, type EndingContext } from "./endings.ts";
import { addDirectEvent, isStorableName, storeEvent } from "./events.ts";
import { assertExpression } from "./expressions.ts";
import type { Changes, Job, JsonObject } from "./rows.ts";
import { composeWait } from "./waits.ts";

export interface OperationContext extends EndingContext {
  run: ActiveRun;
  job: Job;
  maxAttempts: number;
  version: number;
  nowMs: number;
  /** Milliseconds until the given attempt, counted from zero, is made. */
  computeRetryDelayMs: (nextAttempt: number) => number;
}

/** Adds everything a list of operations alters, the end or the retry of the answered job included. */
export function addOperations(changes: Changes, context: OperationContext, operations: Operation[]): void {
  const { run, job } = context;
  const complete = operations.find(({ op }) => op === "RunComplete");
  const failed = operations.find(({ op }) => op === "StepError");
  for (const operation of operations) addOperation(changes, context, operation);
  if (complete) {
    addEnd(changes, context, run, "completed", canonicalize(complete.data ?? null));
    return;
  }
  if (failed && job.attempt + 1 < context.maxAttempts) {
    const dueMs = context.nowMs + context.computeRetryDelayMs(job.attempt + 1);
    changes.jobUpdates.push({ run_id: run.id, key: job.key, attempt: job.attempt + 1, ready: false, due_ms: dueMs });
    return;
  }
  changes.jobDeletes.push({ run_id: run.id, key: job.key });
  const hasResult = operations.some(({ op }) => !isAnnouncement(op));
  // Announcements that were all made before, and have ended since, must not strand the run.
  const moment = !hasResult ? "idle" : isRace(context, operations[0]) ? "now" : "settled";
  addSettle(changes, context, run.id, job.stepId, moment);
}

function isAnnouncement(op: string): boolean {
  return op === "StepPlanned" || op === "Sleep" || op === "WaitForEvent" || op === "InvokeFunction";
}

function isRace(context: OperationContext, operation: Operation | undefined): boolean {
  return operation !== undefined && (context.version === 1 || operation.opts?.parallelMode === "race");
}

function addOperation(changes: Changes, context: OperationContext, operation: Operation): void {
  switch (operation.op) {
    case "StepRun":
    case "Step":
      saveStep(changes, context, operation.id, "data", canonicalize(operation.data ?? null));
      break;
    case "StepFailed":
      saveStep(changes, context, operation.id, "error", normalizeError(operation.error));
      break;
    case "StepError":
      if (context.job.attempt + 1 >= context.maxAttempts) {
        saveStep(changes, context, operation.id, "error", normalizeError(operation.error));
      }
      break;
    case "StepPlanned":
      plan(changes, context, operation, "step", null);
      break;
    case "Sleep":
      addSleep(changes, context, operation);
      break;
    case "WaitForEvent":
      addWait(changes, context, operation);
      break;
    case "InvokeFunction":
      addInvocation(changes, context, operation);
      break;
    case "RunComplete":
    case "DiscoveryRequest":
      break;
    default:
      failStep(changes, context, operation, `the operation ${operation.op} is not supported by the embedded engine`);
  }
}

/** Saves a step's result; called for a checkpoint as well. */
export function saveStep(
  changes: Changes,
  context: Pick<OperationContext, "run" | "nextNumber">,
  stepId: string,
  kind: "data" | "error",
  value: string,
): void {
  changes.steps.push({
    run_id: context.run.id,
    step_id: stepId,
    payload: `{"${kind}":${value}}`,
    seq: context.nextNumber(),
  });
}

function failStep(changes: Changes, context: OperationContext, operation: Operation, message: string): void {
  saveStep(changes, context, operation.id, "error", canonicalize({ name: "Error", message }));
  addSettle(changes, context, context.run.id, operation.id, isRace(context, operation) ? "now" : "settled");
}

function plan(
  changes: Changes,
  context: OperationContext,
  operation: Operation,
  jobKind: "step" | "sleep" | "wait" | "invoke" | null,
  dueMs: number | null,
): void {
  changes.plans.push({
    run_id: context.run.id,
    step_id: operation.id,
    race: isRace(context, operation),
    job_kind: jobKind,
    due_ms: dueMs,
  });
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
