/** Owns what runs listen for (waitForEvent, cancelOn): composing the rows, and the index that finds those an event may meet. */
import { canonicalize } from "./canonical.ts";
import { findEquality, readPath } from "./expressions.ts";
import { shorten } from "./identifiers.ts";
import type { JsonObject, StoredEvent, WaitRow } from "./rows.ts";

export interface WaitSource {
  runId: string;
  stepId: string;
  kind: "step" | "cancel";
  eventName: string;
  expression: string | undefined;
  expiresMs: number | null;
  ownEvent: JsonObject;
}

/** Composes a wait; an equality inside its expression becomes the key it is looked up by, so that a match reads no other wait. */
export function composeWait(source: WaitSource): WaitRow {
  const equality = findEquality(source.expression);
  const value =
    equality && ("literal" in equality.own ? equality.own.literal : readPath(source.ownEvent, equality.own.path));
  const isKeyed = equality !== undefined && isScalar(value);
  return {
    run_id: source.runId,
    step_id: source.stepId,
    kind: source.kind,
    event_name: source.eventName,
    match_key: isKeyed ? composeKey(equality.incomingPath, value) : "",
    incoming_path: isKeyed ? equality.incomingPath.join(".") : null,
    expression: source.expression ?? null,
    expires_ms: source.expiresMs,
  };
}

function composeKey(path: readonly string[], value: unknown): string {
  return shorten(`${path.join(".")}=${canonicalize(value)}`);
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Knows which event names are, or may be, waited for, so that all other events skip the look-up. */
export class WaitIndex {
  #paths = new Map<string, Set<string>>();

  /** Takes note of a wait for an event; one for a signal is found by its signal. */
  notice(wait: Pick<WaitRow, "kind" | "event_name" | "incoming_path">): void {
    if (wait.kind === "signal") return;
    const paths = this.#paths.get(wait.event_name) ?? new Set<string>();
    if (wait.incoming_path !== null) paths.add(wait.incoming_path);
    this.#paths.set(wait.event_name, paths);
  }

  isWaitedFor(eventName: string): boolean {
    return this.#paths.has(eventName);
  }

  /** The keys under which waits for this event can be stored. */
  listKeys(event: StoredEvent): string[] {
    const keys = [""];
    for (const path of this.#paths.get(event.name) ?? []) {
      const names = path.split(".");
      const value = readPath(event.body, names);
      if (isScalar(value)) keys.push(composeKey(names, value));
    }
    return keys;
  }
}
