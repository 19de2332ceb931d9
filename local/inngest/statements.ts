/**
 * Owns the SQL that applies changes: multi-row statements fed by one JSON parameter per kind of row.
 * A statement is planned once, often while its tables are empty. Tables are therefore reached by key whatever the planner
 * believes: `= any(array(…))` and `lateral (… limit 1)` leave it no order in which it would read a whole index. And
 * `(… in (select …)) is true` keeps look-ups among the given rows a hashed list instead of a quadratic join.
 */

const moment = (column: string) => `to_timestamp(${column} / 1000.0)`;

/** $1 events, $2 runs, $3 waits of those runs. Returns the runs that came to be. */
export const ingestSql = `
with fresh as (
  insert into inngest_local.events as known (id, name, is_matched)
  select distinct on (id) id, name, matched from json_to_recordset($1) as e(id text, name text, matched boolean)
  on conflict (id) do update set is_matched = excluded.is_matched, received_at = now()
    where known.received_at < now() - interval '24 hours' or not known.is_matched
  returning id
), candidates as (
  select c.* from json_to_recordset($2) as c(
    id text, function_id text, event_id text, events text, lane text, score float8, due_ms float8,
    idempotency_key text, parent_run_id text, parent_step_id text, original_run_id text, start_lane text, is_batch boolean)
  where (c.event_id in (select id from fresh)) is true
    or c.original_run_id is not null and not exists (select from inngest_local.runs r where r.id = c.id)
), firsts as (
  insert into inngest_local.idempotency as known (function_id, key, run_id, expires_at)
  select distinct on (function_id, idempotency_key) function_id, idempotency_key, id, now() + interval '24 hours'
  from candidates where idempotency_key is not null order by function_id, idempotency_key, id
  on conflict (function_id, key) do update set run_id = excluded.run_id, expires_at = excluded.expires_at
    where known.expires_at < now()
  returning run_id
), started as (
  select * from candidates where idempotency_key is null or id in (select run_id from firsts)
), new_runs as (
  insert into inngest_local.runs (id, function_id, event_id, events, lane, score, parent_run_id, parent_step_id, original_run_id, is_batch)
  select id, function_id, event_id, events, lane, score, parent_run_id, parent_step_id, original_run_id, coalesce(is_batch, false)
  from started
), new_jobs as (
  insert into inngest_local.jobs (run_id, key, kind, lane, score, is_ready, due_at)
  select id, 'd0', 'discover', coalesce(start_lane, lane), score, due_ms is null, ${moment("due_ms")} from started
), new_waits as (
  insert into inngest_local.waits (run_id, step_id, kind, event_name, match_key, incoming_path, expression, expires_at)
  select w.run_id, w.step_id, w.kind, w.event_name, w.match_key, w.incoming_path, w.expression, ${moment("w.expires_ms")}
  from json_to_recordset($3) as w(
    run_id text, step_id text, kind text, event_name text, match_key text, incoming_path text, expression text, expires_ms float8)
  where (w.run_id in (select id from started)) is true
)
select id from started`;

/** $1 steps with their results. A result that is there already stays. */
export const saveStepsSql = `
insert into inngest_local.steps as known (run_id, step_id, payload, seq, name, op, attempts, started_at, ended_at)
select distinct on (run_id, step_id) run_id, step_id, payload, seq, name, op, attempts,
  ${moment("started_ms")}, coalesce(${moment("ended_ms")}, now())
from json_to_recordset($1) as s(
  run_id text, step_id text, payload text, seq float8, name text, op text, attempts integer, started_ms float8, ended_ms float8)
on conflict (run_id, step_id) do update set payload = excluded.payload, seq = excluded.seq,
  name = coalesce(excluded.name, known.name), op = coalesce(excluded.op, known.op), attempts = excluded.attempts,
  started_at = coalesce(excluded.started_at, known.started_at), ended_at = excluded.ended_at
  where known.payload is null`;

/** $1 attempts that failed. */
export const addFailuresSql = `
insert into inngest_local.failures (run_id, step_id, attempt, error)
select run_id, step_id, attempt, error from json_to_recordset($1) as f(run_id text, step_id text, attempt integer, error text)
on conflict do nothing`;

/** $1 plans, $2 their waits. Returns the jobs that are ready to be called. */
export const planStepsSql = `
with planned as (
  insert into inngest_local.steps (run_id, step_id, is_race, name, op, started_at)
  select distinct on (p.run_id, p.step_id) p.run_id, p.step_id, p.race, p.name, p.op, now()
  from json_to_recordset($1) as p(run_id text, step_id text, race boolean, name text, op text)
  cross join lateral (select from inngest_local.runs where id = p.run_id and status = 'running' limit 1) r
  on conflict do nothing
  returning run_id, step_id
), new_jobs as (
  insert into inngest_local.jobs (run_id, key, kind, step_id, lane, score, is_ready, due_at)
  select p.run_id, p.step_id, p.job_kind, p.step_id, r.lane, r.score, p.due_ms is null, ${moment("p.due_ms")}
  from json_to_recordset($1) as p(run_id text, step_id text, job_kind text, due_ms float8)
  cross join lateral (select lane, score from inngest_local.runs where id = p.run_id limit 1) r
  where p.job_kind is not null and ((p.run_id, p.step_id) in (select run_id, step_id from planned)) is true
  on conflict do nothing
  returning run_id, key, kind, step_id, attempt, lane, is_parallel, is_ready
), new_waits as (
  insert into inngest_local.waits (run_id, step_id, kind, event_name, match_key, incoming_path, expression, expires_at)
  select w.run_id, w.step_id, w.kind, w.event_name, w.match_key, w.incoming_path, w.expression, ${moment("w.expires_ms")}
  from json_to_recordset($2) as w(
    run_id text, step_id text, kind text, event_name text, match_key text, incoming_path text, expression text, expires_ms float8)
  where ((w.run_id, w.step_id) in (select run_id, step_id from planned)) is true
  on conflict do nothing
)
select run_id, key, kind, step_id, attempt, lane, is_parallel from new_jobs where is_ready`;

/** $1 new attempt and time of jobs. Returns those that are ready now. */
export const updateJobsSql = `
update inngest_local.jobs j set attempt = u.attempt, is_ready = u.ready, due_at = ${moment("u.due_ms")}, lane = coalesce(u.lane, j.lane)
from json_to_recordset($1) as u(run_id text, key text, attempt integer, ready boolean, due_ms float8, lane text)
where j.run_id = any(array(select run_id from json_to_recordset($1) as i(run_id text)))
  and j.run_id = u.run_id and j.key = u.key
returning j.run_id, j.key, j.kind, j.step_id, j.attempt, j.lane, j.is_parallel, j.is_ready`;

/** $1 jobs, $2 waits. */
export const removeSql = `
with gone as (
  delete from inngest_local.jobs j using json_to_recordset($1) as d(run_id text, key text)
  where j.run_id = any(array(select run_id from json_to_recordset($1) as i(run_id text)))
    and j.run_id = d.run_id and j.key = d.key
)
delete from inngest_local.waits w using json_to_recordset($2) as d(run_id text, step_id text)
where w.run_id = any(array(select run_id from json_to_recordset($2) as i(run_id text)))
  and w.run_id = d.run_id and w.step_id = d.step_id`;

/** $1 ends. Only a running run ends; its jobs and waits go with it. */
export const endRunsSql = `
with ended as (
  update inngest_local.runs r set status = e.status, output = e.output, ended_at = now()
  from json_to_recordset($1) as e(run_id text, status text, output text)
  where r.id = any(array(select run_id from json_to_recordset($1) as i(run_id text)))
    and r.id = e.run_id and r.status = 'running'
  returning r.id
), gone as (
  delete from inngest_local.jobs
  where run_id = any(array(select run_id from json_to_recordset($1) as i(run_id text)))
)
delete from inngest_local.waits
where run_id = any(array(select run_id from json_to_recordset($1) as i(run_id text)))`;

/** $1 settles. Returns the discoveries that were due: no announced step is awaited; a race goes on after each of its results. */
export const settleSql = `
with due as (
  select distinct on (x.run_id) x.run_id, x.key, r.lane, r.score, open.is_any
  from json_to_recordset($1) as x(run_id text, key text, step_id text, moment text)
  cross join lateral (select lane, score from inngest_local.runs where id = x.run_id and status = 'running' limit 1) r
  cross join lateral (
    select coalesce(bool_or(true), false) as is_any, coalesce(bool_or(not p.is_race), false) as is_awaited
    from inngest_local.steps p where p.run_id = x.run_id and p.payload is null
  ) open
  where not open.is_any or x.moment = 'now'
    or x.moment = 'settled' and not open.is_awaited
    or x.moment = 'settled' and exists (select from inngest_local.steps s where s.run_id = x.run_id and s.step_id = x.step_id and s.is_race)
)
insert into inngest_local.jobs (run_id, key, kind, lane, score, is_parallel, is_ready)
select run_id, key, 'discover', lane, score, is_any, true from due
on conflict do nothing
returning run_id, key, kind, step_id, attempt, lane, is_parallel`;

/** $1 crons that fired. */
export const markCronsSql = `
insert into inngest_local.crons (function_id, schedule, last_at)
select function_id, schedule, ${moment("last_ms")} from json_to_recordset($1) as c(function_id text, schedule text, last_ms float8)
on conflict (function_id, schedule) do update set last_at = greatest(crons.last_at, excluded.last_at)`;

/** $1 event names and keys, $2 ids of the events. Reads the waits that the events may meet and which ids are known already. */
export const findWaitsSql = `
select w.run_id, w.step_id, w.kind, w.event_name, w.expression, r.events, r.function_id, r.parent_run_id, r.parent_step_id
from json_to_recordset($1) as n(name text, key text)
cross join lateral (
  select * from inngest_local.waits where event_name = n.name and match_key = n.key offset 0
) w
cross join lateral (select * from inngest_local.runs where id = w.run_id and status = 'running' limit 1) r
where w.expires_at is null or w.expires_at > now()`;

export const findKnownEventsSql = `
select id from inngest_local.events where id = any($1) and is_matched and received_at > now() - interval '24 hours'`;

/** $1 lanes with how many to take, $2 jobs in flight. Reads ready jobs in the order of their lane. */
export const takeJobsSql = `
select j.run_id, j.key, j.kind, j.step_id, j.attempt, j.lane, j.is_parallel
from json_to_recordset($1) as l(lane text, count integer)
cross join lateral (
  select * from inngest_local.jobs j
  where j.lane = l.lane and j.is_ready and not (j.run_id || ':' || j.key = any($2))
  order by j.score
  limit l.count
) j`;

export const countReadySql = `
select lane, count(*)::integer as count from inngest_local.jobs where is_ready and not (run_id || ':' || key = any($1)) group by lane`;

export const loadRunSql = `
select r.function_id, r.events, r.status, r.is_batch, r.parent_run_id, r.parent_step_id,
  (select json_object_agg(d.id, json_build_object('abortable', not d.is_aborted)) from inngest_local.defers d where d.run_id = r.id) as defers,
  (select json_agg(json_build_array(s.step_id, s.payload, s.seq)) from inngest_local.steps s where s.run_id = r.id and s.payload is not null) as steps
from inngest_local.runs r where r.id = $1`;

export const findDueJobsSql = `
select run_id, key, kind, step_id, attempt, lane, is_parallel from inngest_local.jobs
where not is_ready and due_at <= now() and not (run_id || ':' || key = any($1))
order by due_at limit 500`;

/** Also finds what became due since the last look, so that nothing falls between the two. */
export const findNextDueSql = `
select extract(epoch from due_at) * 1000 as next_ms from inngest_local.jobs
where not is_ready and not (run_id || ':' || key = any($1)) order by due_at limit 1`;

export const findJobsSql = `
select run_id || ':' || key as id from inngest_local.jobs
where (run_id, key) in (select split_part(x, ':', 1), split_part(x, ':', 2) from unnest($1::text[]) x)`;
