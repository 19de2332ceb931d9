/** Owns the tables of flow control: idempotent DDL inside the engine's schema. */

export const flowControlSchemaSql = `
alter table inngest_local.jobs drop constraint if exists jobs_kind_check;
alter table inngest_local.waits drop constraint if exists waits_kind_check;
alter table inngest_local.runs add column if not exists is_batch boolean not null default false;

create table if not exists inngest_local.rates (
  key text primary key,
  arrival_ms double precision not null
);

create index if not exists rates_arrival_ms on inngest_local.rates (arrival_ms);

create table if not exists inngest_local.gatherings (
  id text primary key,
  key text not null unique,
  function_id text not null,
  kind text not null check (kind in ('debounce', 'batch')),
  latest_ms double precision,
  until_ms double precision,
  size integer not null,
  bytes double precision not null
);

create table if not exists inngest_local.gathered (
  gathering_id text not null,
  seq integer not null,
  event text not null,
  primary key (gathering_id, seq)
);

create table if not exists inngest_local.singletons (
  key text primary key,
  run_id text not null
);

create table if not exists inngest_local.batched_events (
  event_id text not null,
  run_id text not null,
  primary key (event_id, run_id)
);
create index if not exists batched_events_run_id on inngest_local.batched_events (run_id);

comment on table inngest_local.rates is 'Theoretical arrival times that the last allowed starts left behind.';
comment on table inngest_local.gatherings is 'Events that wait for more of their kind; a job of kind gathering says until when.';
comment on column inngest_local.gatherings.latest_ms is 'The time that the latest event of a debounce carries; an earlier one does not replace it.';
comment on column inngest_local.gatherings.until_ms is 'The moment beyond which a debounce is not put off.';
comment on table inngest_local.singletons is 'The latest run of each singleton; the key is taken while that run is running.';
comment on table inngest_local.batched_events is 'The run that an event went to which is not the first of its batch.';
`;
