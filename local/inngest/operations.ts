/** Owns what each operation of the SDK means for a run; operations this engine does not do fail their step by name. */
import { createHash } from "node:crypto";
import { announcements } from "./announced-steps.ts";
import { normalizeError, type Operation } from "./answers.ts";
import { canonicalize } from "./canonical.ts";
import { addDeferral, isDeferral } from "./deferrals.ts";
import { addEnd, addSettle } from "./endings.ts";
import { findResultOverflow, findStepOverflow } from "./limits.ts";
import { type Changes, createChanges } from "./rows.ts";
import { addFailure, failStep, isRace, type OperationContext, saveStep } from "./step-results.ts";

/** Adds everything a list of operations alters, the end or the retry of the answered job included. */
export function addOperations(changes: Changes, context: OperationContext, operations: Operation[]): void {
  const { run, job } = context;
  const complete = operations.find(({ op }) => op === "RunComplete");
  const failed = operations.find(({ op }) => op === "StepError");
  const broken = operations.find(isOfFunction);
  for (const operation of operations) if (operation !== broken) addOperation(changes, context, operation);
  const result = complete && canonicalize(complete.data ?? null);
  const overflow = findStepOverflow(run, changes.steps) ?? (result && findResultOverflow(result));
  if (overflow) {
    Object.assign(changes, createChanges());
    addEnd(changes, context, run, "failed", overflow);
    return;
  }
  if (result !== undefined) {
    addEnd(changes, context, run, "completed", result);
    return;
  }
  if (broken) addFailure(changes, context, broken);
  if (failed && job.attempt + 1 < context.maxAttempts) {
    const dueMs = context.nowMs + context.computeRetryDelayMs(job.attempt + 1);
    changes.jobUpdates.push({
      run_id: run.id,
      key: job.key,
      attempt: job.attempt + 1,
      ready: false,
      due_ms: dueMs,
    });
    return;
  }
  if (broken) {
    addEnd(changes, context, run, "failed", normalizeError(broken.error));
    return;
  }
  changes.jobDeletes.push({ run_id: run.id, key: job.key });
  const steps = operations.filter(operation => !isDeferral(operation));
  const hasResult = steps.length === 0 || steps.some(({ op }) => !announcements.has(op));
  // Announcements that were all made before, and have ended since, must not strand the run.
  const moment = !hasResult ? "idle" : isRace(context, steps[0]) ? "now" : "settled";
  addSettle(changes, context, run.id, job.stepId, moment);
}

/** The SDK's name for the function itself, where its error comes together with operations; a step of that name has a name. */
const functionStepId = createHash("sha1").update("complete").digest("hex");

function isOfFunction({ id, op, name, displayName }: Operation): boolean {
  return (
    id === functionStepId &&
    name === undefined &&
    displayName === undefined &&
    (op === "StepFailed" || op === "StepError")
  );
}

function addOperation(changes: Changes, context: OperationContext, operation: Operation): void {
  const announce = announcements.get(operation.op);
  if (announce) {
    announce(changes, context, operation);
    return;
  }
  switch (operation.op) {
    case "StepRun":
    case "Step":
      saveStep(changes, context, operation, "data", canonicalize(operation.data ?? null));
      break;
    case "StepFailed":
      addFailure(changes, context, operation);
      saveStep(changes, context, operation, "error", normalizeError(operation.error));
      break;
    case "StepError":
      addFailure(changes, context, operation);
      if (context.job.attempt + 1 >= context.maxAttempts) {
        saveStep(changes, context, operation, "error", normalizeError(operation.error));
      }
      break;
    case "DeferAdd":
    case "DeferAbort":
      addDeferral(changes, context.run.id, operation);
      break;
    case "RunComplete":
    case "DiscoveryRequest":
      break;
    case "Gateway":
      failStep(changes, context, operation, describeNoRequests("step.fetch"));
      break;
    case "AIGateway":
      failStep(changes, context, operation, describeNoRequests("step.ai.infer"));
      break;
    default:
      failStep(changes, context, operation, `the operation ${operation.op} is not supported by the embedded engine`);
  }
}

function describeNoRequests(name: string): string {
  return `${name} is not supported by the embedded engine, which makes no requests for functions; make the request inside step.run`;
}
