/** Owns what runs put off until after their end (`defer`): kept while a run is running, sent as events by its end. */
import type pg from "pg";
import type { Operation } from "./answers.ts";
import { canonicalize } from "./canonical.ts";
import type { EndingContext } from "./endings.ts";
import { addEvent, storeEvent } from "./events.ts";
import { type Changes, createChanges, type DeferRow, type JsonObject } from "./rows.ts";

export const deferralsSchemaSql = `
create table if not exists inngest_local.defers (
  run_id text not null,
  id text not null,
  function_id text not null,
  input text not null,
  is_aborted boolean not null default false,
  primary key (run_id, id)
);
comment on table inngest_local.defers is 'What a running run has put off until after its end.';
`;

/** $1 deferrals and abortions; what is aborted stays so. */
export const saveDefersSql = `
insert into inngest_local.defers as known (run_id, id, function_id, input, is_aborted)
select distinct on (run_id, id) run_id, id, function_id, input, bool_or(is_aborted) over (partition by run_id, id)
from json_to_recordset($1) as d(run_id text, id text, function_id text, input text, is_aborted boolean)
order by run_id, id, is_aborted
on conflict (run_id, id) do update set is_aborted = known.is_aborted or excluded.is_aborted`;

/** $1 runs that are over. */
export const endDefersSql = `
delete from inngest_local.defers where run_id = any(array(select run_id from json_to_recordset($1) as e(run_id text)))`;

const findDefersSql = `
select d.run_id, d.id, d.function_id, d.input, d.is_aborted
from inngest_local.defers d
where d.run_id = any($1)`;

const findParentsSql =
  "select id as run_id, function_id as parent_function_id from inngest_local.runs where id = any($1)";

/** Whether an operation only takes note of something, and brings no step further. */
export function isDeferral(operation: Operation): boolean {
  return operation.op === "DeferAdd" || operation.op === "DeferAbort";
}

/** Adds a deferral or its abortion. */
export function addDeferral(changes: Changes, runId: string, { op, id, opts }: Operation): void {
  const target = op === "DeferAbort" ? String(opts?.target_hashed_id ?? "") : id;
  const input = op === "DeferAbort" ? "{}" : canonicalize(isObject(opts?.input) ? opts.input : {});
  const functionId = String(opts?.fn_slug ?? "");
  changes.defers.push({ run_id: runId, id: target, function_id: functionId, input, is_aborted: op === "DeferAbort" });
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Knows which running runs have put something off, so that the ends of all others need no look-up. */
export class DeferralIndex {
  #runs = new Set<string>();

  async load(reader: pg.Pool): Promise<void> {
    const found = await reader.query<{ run_id: string }>("select distinct run_id from inngest_local.defers");
    for (const { run_id } of found.rows) this.#runs.add(run_id);
  }

  notice(defers: readonly DeferRow[]): void {
    for (const { run_id } of defers) this.#runs.add(run_id);
  }

  has(runId: string): boolean {
    return this.#runs.has(runId);
  }

  forget(runId: string): void {
    this.#runs.delete(runId);
  }
}

/** The events of what the given runs have put off, `fresh` being what they put off by the same commit. */
export async function expandDeferrals(
  reader: pg.Pool,
  context: EndingContext,
  runIds: readonly string[],
  fresh: readonly DeferRow[],
): Promise<Changes> {
  const changes = createChanges();
  const [stored, parents] = await Promise.all([
    reader.query<DeferRow>(findDefersSql, [runIds]),
    reader.query<{ run_id: string; parent_function_id: string }>(findParentsSql, [runIds]),
  ]);
  const parentOf = new Map(parents.rows.map(row => [row.run_id, row.parent_function_id]));
  const defers = new Map<string, DeferRow>();
  for (const row of [...stored.rows, ...fresh.filter(({ run_id }) => runIds.includes(run_id))]) {
    const known = defers.get(`${row.run_id}\n${row.id}`);
    if (known) known.is_aborted ||= row.is_aborted;
    else defers.set(`${row.run_id}\n${row.id}`, { ...row });
  }
  const nowMs = Date.now();
  for (const { run_id, id, function_id, input, is_aborted } of defers.values()) {
    if (is_aborted) continue;
    const meta = { fn_slug: function_id, parent_fn_slug: parentOf.get(run_id) ?? "", parent_run_id: run_id };
    const data = { ...(JSON.parse(input) as JsonObject), _inngest: meta };
    const event = storeEvent({ id: `defer:${run_id}.${id}`, name: "inngest/deferred.schedule", ts: nowMs, data });
    addEvent(changes, event, context.registry, nowMs);
  }
  changes.deferEnds.push(...runIds.map(run_id => ({ run_id })));
  return changes;
}
