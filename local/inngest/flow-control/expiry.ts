/** Owns why a run ends whose time is over; settings that were taken away since limit nothing any more. */
import type { FunctionDefinition } from "../function-definition.ts";

/** The reason for which a run's end is due, or undefined when it goes on; `key` is that of the deadline's job. */
export function findExpiry(
  definition: FunctionDefinition | undefined,
  key: string,
  isStarted: boolean,
): string | undefined {
  const { startMs, finishMs } = definition?.flow?.timeouts ?? {};
  if (key === "timeout:finish")
    return finishMs === undefined ? undefined : "the run did not finish within `timeouts.finish`";
  return startMs === undefined || isStarted ? undefined : "the run did not start within `timeouts.start`";
}
