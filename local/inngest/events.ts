/** Owns turning events into runs: reading what a sender posts, matching triggers, composing the rows; refuses malformed events. */
import { canonicalize } from "./canonical.ts";
import { composeIdempotencyKey } from "./flow-control/rate-limits.ts";
import type { DeadlineRow } from "./flow-control/rows.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import { createUlid, deriveEventId } from "./identifiers.ts";
import { composeLane, composeStartLane } from "./lanes.ts";
import { computeScore, type Registry } from "./registry.ts";
import type { Changes, JsonObject, RunRow, StoredEvent, WaitRow } from "./rows.ts";
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

/** Who invoked a function by this event: the correlation names the run and the step that wait. */
export function readOrigin(event: Pick<StoredEvent, "body">): RunOrigin {
  const { name, data } = event.body as { name?: unknown; data?: { _inngest?: { correlation_id?: unknown } } };
  const correlation = name === "inngest/function.invoked" ? data?._inngest?.correlation_id : undefined;
  const [, runId, stepId] = typeof correlation === "string" ? (/^([^.]+)\.(.+)$/.exec(correlation) ?? []) : [];
  return runId && stepId ? { parent: { runId, stepId } } : {};
}

/** Adds an event and the runs it starts, which exist only if the commit finds the event new. */
export function addEvent(changes: Changes, event: StoredEvent, registry: Registry, nowMs: number): void {
  const ts = Number(event.body.ts);
  const dueMs = ts > nowMs + 100 ? ts : null;
  const triggered = registry.findTriggered(event);
  for (const definition of triggered) addStart(changes, event, definition, nowMs, { dueMs });
  changes.events.push({ ...event, isMatched: triggered.length > 0 });
}

/** Adds an event that starts exactly one given function: an invocation or a schedule. */
export function addDirectEvent(
  changes: Changes,
  event: StoredEvent,
  definition: FunctionDefinition,
  nowMs: number,
  origin: RunOrigin = {},
): void {
  changes.events.push({ ...event, isMatched: true });
  addStart(changes, event, definition, nowMs, origin);
}

/** Adds a run, or, where the function limits its starts, the question whether there is to be one. */
function addStart(
  changes: Changes,
  event: StoredEvent,
  definition: FunctionDefinition,
  nowMs: number,
  origin: RunOrigin,
): void {
  const isAnswerDue = origin.parent !== undefined && definition.idempotency !== undefined;
  if (isAnswerDue || isGated(definition)) {
    changes.requests.push({ kind: "arrival", definition, event, nowMs, origin });
    return;
  }
  addComposed(changes, composeRun(definition, [event], nowMs, origin));
}

function isGated({ flow }: FunctionDefinition): boolean {
  return Boolean(flow && (flow.rateLimit || flow.debounce || flow.batch || flow.singleton));
}

/** What share of a millisecond keeps runs of one moment in the order of their events. */
export const scoreStepMs = 0.001;

function addComposed(changes: Changes, { run, waits, deadlines }: ComposedRun): void {
  run.score += changes.runs.length * scoreStepMs;
  changes.runs.push(run);
  changes.waits.push(...waits);
  changes.deadlines.push(...deadlines);
}

/** Adds a run with the events of an earlier one, whatever was started or counted before; it is linked to the earlier one. */
export function addRerun(
  changes: Changes,
  definition: FunctionDefinition,
  original: { runId: string; eventId: string; events: string },
  nowMs: number,
): RunRow {
  const [first = {}, ...others] = JSON.parse(original.events) as JsonObject[];
  const composed = composeRun(definition, [storeEvent(first), ...others.map(storeEvent)], nowMs, {});
  addComposed(changes, composed);
  return Object.assign(composed.run, {
    event_id: original.eventId,
    events: original.events,
    idempotency_key: null,
    original_run_id: original.runId,
  });
}

export interface ComposedRun {
  run: RunRow;
  waits: WaitRow[];
  deadlines: DeadlineRow[];
}

/** Composes the rows of a run; all that depends on an event depends on the first. */
export function composeRun(
  definition: FunctionDefinition,
  events: readonly [StoredEvent, ...StoredEvent[]],
  nowMs: number,
  origin: RunOrigin,
): ComposedRun {
  const [event] = events;
  const startLane = composeStartLane(definition, event);
  const run: RunRow = {
    id: createUlid(nowMs),
    function_id: definition.id,
    event_id: event.id,
    events: `[${events.map(({ text }) => text).join(",")}]`,
    lane: composeLane(definition, event),
    score: computeScore(definition, event, nowMs),
    due_ms: origin.dueMs ?? null,
    idempotency_key: composeIdempotencyKey(definition, event),
    parent_run_id: origin.parent?.runId ?? null,
    parent_step_id: origin.parent?.stepId ?? null,
    ...(startLane ? { start_lane: startLane } : {}),
    ...(events.length > 1 ? { is_batch: true } : {}),
  };
  const startMs = definition.flow?.timeouts?.startMs;
  return {
    run,
    waits: definition.cancel.map((rule, index) =>
      composeWait({
        runId: run.id,
        stepId: `cancel:${index}`,
        kind: "cancel",
        eventName: rule.event,
        expression: rule.if,
        expiresMs: rule.timeoutMs === undefined ? null : nowMs + rule.timeoutMs,
        ownEvent: event.body,
      }),
    ),
    deadlines: startMs === undefined ? [] : [{ run_id: run.id, kind: "start", due_ms: nowMs + startMs }],
  };
}
