/** Owns the SQL of flow control; shaped like the engine's other statements, one JSON parameter per kind of row. */

const moment = (column: string) => `to_timestamp(${column} / 1000.0)`;

/** $1 runs that a decision has let in, $2 their waits, $3 holders of singletons, $4 further events of batches. */
export const admitRunsSql = `
with admitted as (
  select * from json_to_recordset($1) as c(
    id text, function_id text, event_id text, events text, lane text, start_lane text, score float8, due_ms float8,
    parent_run_id text, parent_step_id text, is_batch boolean)
), new_runs as (
  insert into inngest_local.runs (id, function_id, event_id, events, lane, score, parent_run_id, parent_step_id, is_batch)
  select id, function_id, event_id, events, lane, score, parent_run_id, parent_step_id, coalesce(is_batch, false) from admitted
), new_jobs as (
  insert into inngest_local.jobs (run_id, key, kind, lane, score, is_ready, due_at)
  select id, 'd0', 'discover', coalesce(start_lane, lane), score, due_ms is null, ${moment("due_ms")} from admitted
), new_waits as (
  insert into inngest_local.waits (run_id, step_id, kind, event_name, match_key, incoming_path, expression, expires_at)
  select w.run_id, w.step_id, w.kind, w.event_name, w.match_key, w.incoming_path, w.expression, ${moment("w.expires_ms")}
  from json_to_recordset($2) as w(
    run_id text, step_id text, kind text, event_name text, match_key text, incoming_path text, expression text, expires_ms float8)
), holders as (
  insert into inngest_local.singletons (key, run_id)
  select key, run_id from json_to_recordset($3) as s(key text, run_id text)
  on conflict (key) do update set run_id = excluded.run_id
)
insert into inngest_local.batched_events (event_id, run_id)
select event_id, run_id from json_to_recordset($4) as b(event_id text, run_id text)
on conflict do nothing`;

/** $1 moments at which running runs are given up. One that is set already stays. */
export const setDeadlinesSql = `
insert into inngest_local.jobs (run_id, key, kind, lane, score, is_ready, due_at)
select d.run_id, 'timeout:' || d.kind, 'timeout', r.lane, r.score, false, ${moment("d.due_ms")}
from json_to_recordset($1) as d(run_id text, kind text, due_ms float8)
cross join lateral (select * from inngest_local.runs r where r.id = d.run_id and r.status = 'running' limit 1) r
on conflict do nothing`;

/** $1 arrival times, one per key. */
export const saveRatesSql = `
insert into inngest_local.rates as known (key, arrival_ms)
select key, arrival_ms from json_to_recordset($1) as r(key text, arrival_ms float8)
on conflict (key) do update set arrival_ms = excluded.arrival_ms`;

/** $1 idempotency keys that are used from now on. */
export const useKeysSql = `
insert into inngest_local.idempotency (function_id, key, run_id, expires_at)
select function_id, key, '', now() + interval '24 hours' from json_to_recordset($1) as k(function_id text, key text)
on conflict (function_id, key) do update set run_id = excluded.run_id, expires_at = excluded.expires_at`;

/** $1 gatherings that are over. */
export const endGatheringsSql = `
with over as (
  delete from inngest_local.gatherings where id = any(array(select id from json_to_recordset($1) as e(id text)))
), emptied as (
  delete from inngest_local.gathered where gathering_id = any(array(select id from json_to_recordset($1) as e(id text)))
)
delete from inngest_local.jobs
where run_id = any(array(select id from json_to_recordset($1) as e(id text))) and key = 'due'`;

/** $1 gatherings as they are now, $2 their new events. */
export const saveGatheringsSql = `
with given as (
  select * from json_to_recordset($1) as g(
    id text, key text, function_id text, kind text, latest_ms float8, until_ms float8, size integer, bytes float8, due_ms float8)
), saved as (
  insert into inngest_local.gatherings as known (id, key, function_id, kind, latest_ms, until_ms, size, bytes)
  select id, key, function_id, kind, latest_ms, until_ms, size, bytes from given
  on conflict (id) do update set latest_ms = excluded.latest_ms, size = excluded.size, bytes = excluded.bytes
), gathered as (
  insert into inngest_local.gathered (gathering_id, seq, event)
  select gathering_id, seq, event from json_to_recordset($2) as e(gathering_id text, seq integer, event text)
  on conflict (gathering_id, seq) do update set event = excluded.event
)
insert into inngest_local.jobs as known (run_id, key, kind, lane, score, is_ready, due_at)
select id, 'due', 'gathering', json_build_array(function_id)::text, 0, false, ${moment("due_ms")} from given
on conflict (run_id, key) do update set due_at = excluded.due_at`;

/** $1 keys, $2 ids. */
export const findGatheringsSql = `
select g.id, g.key, g.function_id, g.kind, g.latest_ms, g.until_ms, g.size, g.bytes, extract(epoch from j.due_at) * 1000 as due_ms,
  j.due_at <= now() as is_due
from (
  select * from inngest_local.gatherings where key = any($1)
  union select * from inngest_local.gatherings where id = any($2)
) g
cross join lateral (select due_at from inngest_local.jobs where run_id = g.id and key = 'due' limit 1) j`;

export const readGatheredSql = "select event from inngest_local.gathered where gathering_id = $1 order by seq";

export const findRatesSql = "select key, arrival_ms from inngest_local.rates where key = any($1)";

/** $1 keys of singletons. Reads the runs that hold them. */
export const findHoldersSql = `
select s.key, r.id, r.function_id, r.events, r.parent_run_id, r.parent_step_id
from inngest_local.singletons s
cross join lateral (select * from inngest_local.runs r where r.id = s.run_id and r.status = 'running' limit 1) r
where s.key = any($1)`;

/** $1 functions and keys. Reads which keys a run was started for in the last 24 hours. */
export const findUsedKeysSql = `
select i.function_id, i.key from json_to_recordset($1) as n(function_id text, key text)
cross join lateral (
  select * from inngest_local.idempotency i where i.function_id = n.function_id and i.key = n.key and i.expires_at > now() limit 1
) i`;
