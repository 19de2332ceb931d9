/** Owns a run's durable steps: what fails in one is tried again as its error says, and reaches the run as the same kind of failure. */
import { NonRetriableError, RetryAfterError } from "inngest";
import { z } from "zod";
import { AppError, type ErrorCode, errorSurfaces } from "#lib/core/errors.ts";
import type { JsonValue } from "#lib/core/json.ts";
import type { StepRunner } from "#lib/kernel/run.ts";

/** A step of the executor's SDK. */
export type RunStep = (name: string, work: () => Promise<unknown>) => Promise<unknown>;

/** What crosses to the executor and back: of an error it keeps name, message and cause alone. */
const Carried = z.object({
  appError: z.object({
    code: z.enum(Object.keys(errorSurfaces) as [ErrorCode, ...ErrorCode[]]),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** Steps by the executor. */
export function createDurableSteps(runStep: RunStep): StepRunner {
  return async <T extends JsonValue>(name: string, work: () => Promise<T>) => {
    const carry = (error: unknown) => {
      throw toStepFailure(error);
    };
    try {
      return (await runStep(name, () => work().catch(carry))) as T;
    } catch (error) {
      throw fromStepFailure(error);
    }
  };
}

function toStepFailure(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { retryAfterMs, errors, facts } = error.details;
  const cause = { appError: { code: error.code, errors, facts } };
  if (!errorSurfaces[error.code].isRetriable) return new NonRetriableError(error.message, { cause });
  if (retryAfterMs !== undefined) return new RetryAfterError(error.message, retryAfterMs, { cause });
  return new Error(error.message, { cause });
}

/** Without its time to come back: by now the step has waited and tried as often as it may. */
function fromStepFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const carried = Carried.safeParse(error.cause);
  if (!carried.success) return error;
  const { code, ...details } = carried.data.appError;
  return new AppError(code, error.message, { cause: error, details });
}
