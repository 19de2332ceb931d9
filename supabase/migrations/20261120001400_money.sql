-- What models cost, and the reservations that stop work before the money goes.

create table public.model_calls (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  task_id uuid,
  domain text not null,
  purpose text not null,
  provider text not null,
  model text not null,
  input_tokens integer not null default 0,
  output_tokens integer not null default 0,
  cost_micros bigint not null default 0,
  duration_ms integer not null,
  error text,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id)
);
comment on table public.model_calls is 'Every call to a model: why, which, how long, what it cost in millionths of a US dollar. Append-only.';
create index model_calls_workspace_id_idx on public.model_calls (workspace_id, id desc);
create index model_calls_task_idx on public.model_calls (task_id) where task_id is not null;

create table public.spend_days (
  workspace_id uuid not null references public.workspaces on delete cascade,
  domain text not null,
  day date not null,
  reserved_micros bigint not null default 0 check (reserved_micros >= 0),
  spent_micros bigint not null default 0 check (spent_micros >= 0),
  primary key (workspace_id, day, domain)
);
comment on table public.spend_days is 'Reserved and spent per agent and UTC day; the row with an empty domain is the whole workspace''s.';

alter table public.model_calls enable row level security;
alter table public.spend_days enable row level security;
revoke all on public.model_calls, public.spend_days from anon, authenticated;
grant select on public.model_calls, public.spend_days to authenticated, quarterdeck_worker;
grant insert on public.model_calls to quarterdeck_worker;
grant insert, update (reserved_micros, spent_micros) on public.spend_days to quarterdeck_worker;

create policy model_calls_select on public.model_calls for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy model_calls_worker_select on public.model_calls for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy model_calls_worker_insert on public.model_calls for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy spend_days_select on public.spend_days for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy spend_days_worker_select on public.spend_days for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy spend_days_worker_insert on public.spend_days for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy spend_days_worker_update on public.spend_days for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
