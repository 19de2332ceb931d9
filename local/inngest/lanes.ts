/** Owns the names of lanes: the queues of jobs that share every limit; and which limits those are. */
import { evaluate } from "./expressions.ts";
import { composeKey } from "./flow-control/keys.ts";
import type { KeyedRate } from "./flow-control/settings.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import { shorten } from "./identifiers.ts";
import type { StoredEvent } from "./rows.ts";

export interface LimitKey {
  name: string;
  limit: number;
}

/** What spaces out the starts of a lane. */
export interface LaneThrottle {
  key: string;
  rate: KeyedRate;
}

export interface LaneLimits {
  functionId: string;
  keys: LimitKey[];
  throttle?: LaneThrottle;
}

interface StartMark {
  throttle: string;
}

/** The lane of a run: its function and the values of its concurrency keys. */
export function composeLane(definition: FunctionDefinition, event: StoredEvent): string {
  return JSON.stringify([definition.id, ...listValues(definition, event)]);
}

/** The lane of a throttled run's first call, which leaves it with the call. */
export function composeStartLane(definition: FunctionDefinition, event: StoredEvent): string | undefined {
  const throttle = definition.flow?.throttle;
  if (!throttle) return undefined;
  const mark: StartMark = { throttle: composeKey("throttle", definition.id, throttle.key, event).name };
  return JSON.stringify([definition.id, ...listValues(definition, event), mark]);
}

/** The run's own lane, where the given one is that of its first call. */
export function leaveStartLane(lane: string): string {
  const parts = JSON.parse(lane) as (string | StartMark)[];
  return JSON.stringify(parts.filter(part => typeof part === "string"));
}

/** The limits that jobs of a lane count against, as the function is configured now. */
export function readLane(lane: string, functions: ReadonlyMap<string, FunctionDefinition>): LaneLimits {
  const [functionId, ...values] = JSON.parse(lane) as [string, ...(string | StartMark)[]];
  const definition = functions.get(functionId);
  const keys = (definition?.concurrency ?? []).map(({ limit, scope }, index) => {
    const value = values[index];
    const text = typeof value === "string" ? value : "";
    // Functions share a limit of the environment or the account by its key's value, however they compute it.
    const name = scope === "fn" ? ["fn", functionId, index, text] : [scope, text];
    return { name: JSON.stringify(name), limit };
  });
  const mark = values.at(-1);
  const rate = definition?.flow?.throttle;
  const isThrottled = typeof mark === "object" && rate !== undefined;
  return { functionId, keys, ...(isThrottled ? { throttle: { key: mark.throttle, rate } } : {}) };
}

function listValues(definition: FunctionDefinition, event: StoredEvent): string[] {
  return definition.concurrency.map(({ key }) =>
    key ? shorten(JSON.stringify(evaluate(key, { event: event.body }) ?? null)) : "",
  );
}
