/** Owns what an event means to runs that listen: the steps it completes and the runs it cancels. */
import type pg from "pg";
import { canonicalize } from "./canonical.ts";
import { addEnd, addStepResult, type EndableRun, type EndingContext } from "./endings.ts";
import { isMatch } from "./expressions.ts";
import { type Changes, createChanges, type JsonObject, type StoredEvent } from "./rows.ts";
import { findKnownEventsSql, findWaitsSql } from "./statements.ts";

interface WaitingRow {
  run_id: string;
  step_id: string;
  kind: "step" | "cancel";
  event_name: string;
  expression: string | null;
  events: string;
  function_id: string;
  parent_run_id: string | null;
  parent_step_id: string | null;
}

const cancelled = canonicalize({ name: "RunCancelled", message: "the run was cancelled by an event" });

/** The changes that events bring to waiting runs; events that were received before bring none. */
export async function expandEvents(
  reader: pg.Pool,
  context: EndingContext,
  events: StoredEvent[],
  endedRuns: ReadonlySet<string>,
): Promise<Changes | undefined> {
  const waited = events.filter(event => context.waits.isWaitedFor(event.name));
  if (waited.length === 0) return undefined;
  const keys = waited.flatMap(event => context.waits.listKeys(event).map(key => ({ name: event.name, key })));
  const [known, waiting] = await Promise.all([
    reader.query<{ id: string }>(findKnownEventsSql, [waited.map(event => event.id)]),
    reader.query<WaitingRow>({ name: "find-waits", text: findWaitsSql, values: [JSON.stringify(dedupe(keys))] }),
  ]);
  if (waiting.rows.length === 0) return undefined;
  const seen = new Set(known.rows.map(row => row.id));
  const changes = createChanges();
  const over = new Set(endedRuns);
  const done = new Set<string>();
  for (const event of waited) {
    if (seen.has(event.id)) continue;
    for (const row of waiting.rows) {
      if (row.event_name !== event.name || over.has(row.run_id) || done.has(`${row.run_id}:${row.step_id}`)) continue;
      const own = (JSON.parse(row.events) as JsonObject[])[0] ?? {};
      if (!isMatch(row.expression ?? undefined, { event: own, async: event.body })) continue;
      done.add(`${row.run_id}:${row.step_id}`);
      Object.assign(event, { isMatched: true });
      if (row.kind === "step") addStepResult(changes, context, row.run_id, row.step_id, "data", event.text);
      else {
        over.add(row.run_id);
        addEnd(changes, context, readRun(row), "cancelled", cancelled);
      }
    }
  }
  return changes;
}

function readRun(row: WaitingRow): EndableRun {
  return {
    id: row.run_id,
    functionId: row.function_id,
    events: row.events,
    ...(row.parent_run_id && row.parent_step_id
      ? { parent: { runId: row.parent_run_id, stepId: row.parent_step_id } }
      : {}),
  };
}

function dedupe(keys: { name: string; key: string }[]): { name: string; key: string }[] {
  return [...new Map(keys.map(entry => [`${entry.name}\n${entry.key}`, entry])).values()];
}
