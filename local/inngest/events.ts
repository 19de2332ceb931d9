/** Owns turning events into runs: reading what a sender posts, matching triggers, composing the rows; refuses malformed events. */
import { canonicalize } from "./canonical.ts";
import { evaluate } from "./expressions.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import { createUlid, deriveEventId, digest } from "./identifiers.ts";
import { composeLane, computeScore, type Registry } from "./registry.ts";
import type { Changes, JsonObject, RunRow, StoredEvent } from "./rows.ts";
import { composeWait } from "./waits.ts";

export class MalformedEvent extends Error {}

/** Reads the body of `POST /e/:key`: one event or a list; missing ids derive from the sender's seed. */
export function readEvents(body: unknown, seed: string | undefined, nowMs: number): StoredEvent[] {
  const list = Array.isArray(body) ? body : [body];
  return list.map((given: unknown, index) => {
    if (given === null || typeof given !== "object") throw new MalformedEvent(`event ${index} is not an object`);
    const { id, name, ts, data, ...rest } = given as JsonObject;
    if (typeof name !== "string" || name === "") throw new MalformedEvent(`event ${index} needs a \`name\``);
    if (!isStorableName(name))
      throw new MalformedEvent(`event ${index}: \`name\` must be at most 500 ordinary characters`);
    if (id != null && (typeof id !== "string" || !isStorableName(id))) {
      throw new MalformedEvent(`event ${index}: \`id\` must be a text of at most 500 ordinary characters`);
    }
    return storeEvent({
      ...rest,
      id: id || deriveEventId(seed, index),
      name,
      ts: typeof ts === "number" && ts > 0 ? ts : nowMs,
      data: data ?? {},
    });
  });
}

/** Whether a name can be a database text and part of an index key. */
export function isStorableName(name: string): boolean {
  return name.length <= 500 && name.isWellFormed() && !name.includes("\0");
}

/** Gives an event its stored form; `id` and `name` must be set. */
export function storeEvent(body: JsonObject): StoredEvent {
  return { id: String(body.id), name: String(body.name), body, text: canonicalize(body) };
}

export interface RunOrigin {
  dueMs?: number | null;
  parent?: { runId: string; stepId: string };
}

/** Adds an event and the runs it starts; returns the runs, which exist only if the commit finds the event new. */
export function addEvent(changes: Changes, event: StoredEvent, registry: Registry, nowMs: number): RunRow[] {
  const ts = Number(event.body.ts);
  const dueMs = ts > nowMs + 100 ? ts : null;
  const runs = registry
    .findTriggered(event)
    .map(definition => composeRun(changes, definition, event, nowMs, { dueMs }));
  changes.events.push({ ...event, isMatched: runs.length > 0 });
  return runs;
}

/** Adds an event that starts exactly one given function: an invocation or a schedule. */
export function addDirectEvent(
  changes: Changes,
  event: StoredEvent,
  definition: FunctionDefinition,
  nowMs: number,
  origin: RunOrigin = {},
): RunRow {
  changes.events.push({ ...event, isMatched: true });
  return composeRun(changes, definition, event, nowMs, origin);
}

function composeRun(
  changes: Changes,
  definition: FunctionDefinition,
  event: StoredEvent,
  nowMs: number,
  origin: RunOrigin,
): RunRow {
  const run: RunRow = {
    id: createUlid(nowMs),
    function_id: definition.id,
    event_id: event.id,
    events: `[${event.text}]`,
    lane: composeLane(definition, event),
    score: computeScore(definition, event, nowMs),
    due_ms: origin.dueMs ?? null,
    idempotency_key: composeIdempotencyKey(definition, event),
    parent_run_id: origin.parent?.runId ?? null,
    parent_step_id: origin.parent?.stepId ?? null,
  };
  changes.runs.push(run);
  definition.cancel.forEach((rule, index) => {
    changes.waits.push(
      composeWait({
        runId: run.id,
        stepId: `cancel:${index}`,
        kind: "cancel",
        eventName: rule.event,
        expression: rule.if,
        expiresMs: rule.timeoutMs === undefined ? null : nowMs + rule.timeoutMs,
        ownEvent: event.body,
      }),
    );
  });
  return run;
}

function composeIdempotencyKey(definition: FunctionDefinition, event: StoredEvent): string | null {
  if (!definition.idempotency) return null;
  const value = evaluate(definition.idempotency, { event: event.body });
  return value === undefined ? null : digest(canonicalize(value));
}
