/** Owns what may be done with a run from its page: cancelling it, and starting a new one with the same events. */
import type { Engine } from "../engine.ts";
import { addRerun } from "../events.ts";
import { createChanges } from "../rows.ts";

export async function cancelRun(engine: Engine, runId: string): Promise<void> {
  const reason = "the run was cancelled in the run browser";
  await engine.submit({ ...createChanges(), cancels: [{ run_id: runId, reason }] });
}

/** Starts a new run with the events of an earlier one and returns its id; undefined when either is not there. */
export async function rerun(engine: Engine, runId: string): Promise<string | undefined> {
  const found = await engine.database.reader.query<{ function_id: string; event_id: string; events: string }>(
    "select function_id, event_id, events from inngest_local.runs where id = $1",
    [runId],
  );
  const row = found.rows[0];
  const definition = row && engine.registry.functions.get(row.function_id);
  if (!row || !definition) return undefined;
  const changes = createChanges();
  const original = { runId, eventId: row.event_id, events: row.events };
  const run = addRerun(changes, definition, original, Date.now());
  await engine.submit(changes);
  return run.id;
}
