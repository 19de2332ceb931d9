/** Owns the schema `inngest_local`: idempotent DDL, nothing outside that schema. */
import { deferralsSchemaSql } from "./deferrals.ts";
import { flowControlSchemaSql } from "./flow-control/schema.ts";

export const schemaSql = `
create schema if not exists inngest_local;

create table if not exists inngest_local.engine (
  is_only boolean primary key default true check (is_only),
  epoch bigint not null default 0
);
insert into inngest_local.engine default values on conflict do nothing;

create table if not exists inngest_local.apps (
  url text primary key,
  app_id text not null,
  functions text not null,
  registered_at timestamptz not null default now()
);

create table if not exists inngest_local.events (
  id text primary key,
  name text not null,
  is_matched boolean not null,
  received_at timestamptz not null default now()
);
create index if not exists events_received_at on inngest_local.events (received_at);

create table if not exists inngest_local.runs (
  id text primary key,
  function_id text not null,
  event_id text not null,
  events text not null,
  lane text not null,
  score double precision not null,
  status text not null default 'running' check (status in ('running', 'completed', 'failed', 'cancelled')),
  output text,
  parent_run_id text,
  parent_step_id text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
) with (fillfactor = 85);
alter table inngest_local.runs add column if not exists original_run_id text;
create index if not exists runs_original_run_id on inngest_local.runs (original_run_id) where original_run_id is not null;
create index if not exists runs_event_id on inngest_local.runs (event_id);

create table if not exists inngest_local.steps (
  run_id text not null,
  step_id text not null,
  payload text,
  is_race boolean not null default false,
  seq double precision,
  primary key (run_id, step_id)
);
alter table inngest_local.steps add column if not exists name text;
alter table inngest_local.steps add column if not exists op text;
alter table inngest_local.steps add column if not exists attempts integer;
alter table inngest_local.steps add column if not exists started_at timestamptz;
alter table inngest_local.steps add column if not exists ended_at timestamptz;

create table if not exists inngest_local.failures (
  run_id text not null,
  step_id text not null,
  attempt integer not null,
  error text not null,
  failed_at timestamptz not null default now(),
  primary key (run_id, step_id, attempt)
);

create table if not exists inngest_local.jobs (
  run_id text not null,
  key text not null,
  kind text not null,
  step_id text not null default 'step',
  attempt integer not null default 0,
  lane text not null,
  score double precision not null,
  is_parallel boolean not null default false,
  is_ready boolean not null,
  due_at timestamptz,
  primary key (run_id, key)
);
create index if not exists jobs_ready on inngest_local.jobs (lane, score) where is_ready;
create index if not exists jobs_due on inngest_local.jobs (due_at) where not is_ready;

create table if not exists inngest_local.waits (
  run_id text not null,
  step_id text not null,
  kind text not null,
  event_name text not null,
  match_key text not null,
  incoming_path text,
  expression text,
  expires_at timestamptz,
  primary key (run_id, step_id)
);
create index if not exists waits_event on inngest_local.waits (event_name, match_key);

create table if not exists inngest_local.idempotency (
  function_id text not null,
  key text not null,
  run_id text not null,
  expires_at timestamptz not null,
  primary key (function_id, key)
);
create index if not exists idempotency_expires_at on inngest_local.idempotency (expires_at);

create table if not exists inngest_local.crons (
  function_id text not null,
  schedule text not null,
  last_at timestamptz not null,
  primary key (function_id, schedule)
);

comment on schema inngest_local is 'The embedded engine: events, runs, steps and the queue between them.';
comment on column inngest_local.steps.payload is 'Canonical JSON as text, because jsonb refuses U+0000; null while the step is announced but open.';
comment on column inngest_local.steps.name is 'What its author called the step; step_id is a hash.';
comment on column inngest_local.runs.original_run_id is 'The run that this one was started from again.';
comment on table inngest_local.failures is 'Attempts of calls that ended with an error; step_id is "step" for the function itself.';
comment on column inngest_local.runs.lane is 'Function and concurrency key values: jobs of one lane share every limit.';
comment on column inngest_local.events.is_matched is 'An event that nothing listened to may be sent again under its id; a matched one is repeated after 24 hours only.';

${flowControlSchemaSql}
${deferralsSchemaSql}`;
