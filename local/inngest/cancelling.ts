/** Owns cancelling runs from outside: which of the named runs still run, and what their end alters. */
import type pg from "pg";
import { canonicalize } from "./canonical.ts";
import { addEnd, type EndingContext } from "./endings.ts";
import { type Changes, createChanges } from "./rows.ts";

interface RunningRow {
  id: string;
  function_id: string;
  events: string;
  parent_run_id: string | null;
  parent_step_id: string | null;
}

const findRunningSql = `
select id, function_id, events, parent_run_id, parent_step_id
from inngest_local.runs where id = any($1) and status = 'running'`;

/** The ends of those runs that still run and do not end by the same commit. */
export async function expandCancels(
  reader: pg.Pool,
  context: EndingContext,
  cancels: Changes["cancels"],
  endedRuns: ReadonlySet<string>,
): Promise<Changes> {
  const reasons = new Map(cancels.map(({ run_id, reason }) => [run_id, reason]));
  const running = await reader.query<RunningRow>(findRunningSql, [[...reasons.keys()]]);
  const changes = createChanges();
  for (const row of running.rows) {
    if (endedRuns.has(row.id)) continue;
    const parent =
      row.parent_run_id && row.parent_step_id
        ? { parent: { runId: row.parent_run_id, stepId: row.parent_step_id } }
        : {};
    const run = { id: row.id, functionId: row.function_id, events: row.events, ...parent };
    addEnd(
      changes,
      context,
      run,
      "cancelled",
      canonicalize({ name: "RunCancelled", message: reasons.get(row.id) ?? "" }),
    );
  }
  return changes;
}
