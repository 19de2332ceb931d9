/** Owns how large a run may become: what is beyond it ends the run with an error that says so, as hosted Inngest does. */
import type { ActiveRun } from "./active-runs.ts";
import { canonicalize } from "./canonical.ts";

/** Characters of JSON that one step or a function's result may have. */
export const maxOutputLength = 4 * 1024 * 1024;
/** Characters of JSON that the results of all steps of a run may have together. */
export const maxStateLength = 32 * 1024 * 1024;

/** The error of a run whose function returned too much, or undefined. */
export function findResultOverflow(output: string): string | undefined {
  if (output.length <= maxOutputLength) return undefined;
  const message = `the function's result has ${output.length} characters of JSON; at most ${maxOutputLength} are kept: return less, or store it and return where`;
  return canonicalize({ name: "OutputTooLarge", message });
}

/** The error of a run to which these steps add too much, or undefined. */
export function findStepOverflow(
  run: Pick<ActiveRun, "steps">,
  added: readonly { payload: string; name?: string | null }[],
): string | undefined {
  if (added.length === 0) return undefined;
  for (const { payload, name } of added) {
    if (payload.length <= maxOutputLength) continue;
    const message = `the step "${name ?? ""}" returned ${payload.length} characters of JSON; at most ${maxOutputLength} are kept: return less, or store it and return where`;
    return canonicalize({ name: "OutputTooLarge", message });
  }
  let total = 0;
  for (const { payload } of added) total += payload.length;
  for (const { payload } of run.steps.values()) total += payload.length;
  if (total <= maxStateLength) return undefined;
  const message = `The function run exceeded the state size limit of ${maxStateLength} bytes.`;
  return canonicalize({ name: "InngestErrStateOverflowed", message });
}
