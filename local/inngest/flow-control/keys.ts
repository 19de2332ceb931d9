/** Owns the names under which the state of a limit is kept: what it limits, whose it is, and the value of its key expression. */
import { canonicalize } from "../canonical.ts";
import { evaluate } from "../expressions.ts";
import { shorten } from "../identifiers.ts";
import type { StoredEvent } from "../rows.ts";

export interface StateKey {
  name: string;
  /** The expression yielded `false`, which exempts an event from a rate limit and from a singleton. */
  isFalse: boolean;
}

/** Composes the name of a limit's state for an event; a field that the event lacks counts as null, as in hosted Inngest. */
export function composeKey(
  kind: "rate" | "throttle" | "debounce" | "batch" | "singleton",
  functionId: string,
  expression: string | undefined,
  event: StoredEvent,
): StateKey {
  if (expression === undefined) return { name: JSON.stringify([kind, functionId]), isFalse: false };
  const value = evaluate(expression, { event: event.body }) ?? null;
  return { name: JSON.stringify([kind, functionId, shorten(canonicalize(value))]), isFalse: value === false };
}
