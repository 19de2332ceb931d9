-- One summary for each sweep, and every number in it with the query and the rows that it comes from.

create table public.sweep_summaries (
  sweep_id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  task_id uuid,
  is_complete boolean not null,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, sweep_id) references public.sweeps (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade
);
comment on table public.sweep_summaries is 'Which task sums a sweep up: there is one, so that one summary is sent however many workers notice the end.';
comment on column public.sweep_summaries.task_id is 'Null only within the transaction that claims the sweep and then dispatches the task.';
comment on column public.sweep_summaries.is_complete is 'False when the time was up before every agent had ended.';
create index sweep_summaries_workspace_id_idx on public.sweep_summaries (workspace_id, sweep_id desc);
create index sweep_summaries_task_idx on public.sweep_summaries (task_id);

create table public.claims (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  task_id uuid not null,
  sweep_id uuid,
  domain text not null,
  seq integer not null check (seq >= 0),
  text text not null check (length(text) between 1 and 200),
  value jsonb not null,
  query jsonb not null,
  row_ids text[] not null,
  row_total integer not null check (row_total >= cardinality(row_ids)),
  as_of timestamptz not null,
  created_at timestamptz not null default now(),
  check (cardinality(row_ids) <= 100),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade,
  foreign key (workspace_id, sweep_id) references public.sweeps (workspace_id, id) on delete cascade
);
comment on table public.claims is 'A number that was said, with its evidence. Append-only: what was said stays what was said.';
comment on column public.claims.query is 'Table, filter and aggregation, to be read by people and run again.';
comment on column public.claims.row_ids is 'The first hundred rows that it was derived from; row_total says how many there were.';
create unique index claims_workspace_id_idx on public.claims (workspace_id, id desc);
create unique index claims_task_key on public.claims (task_id, seq);
create index claims_sweep_idx on public.claims (sweep_id) where sweep_id is not null;

alter table public.sweep_summaries enable row level security;
alter table public.claims enable row level security;
revoke all on public.sweep_summaries, public.claims from anon, authenticated;
grant select on public.sweep_summaries, public.claims to authenticated, quarterdeck_worker;
grant select on public.sweep_summaries to quarterdeck_scheduler;
grant insert, update (task_id) on public.sweep_summaries to quarterdeck_worker;
grant insert on public.claims to quarterdeck_worker;

create policy sweep_summaries_select on public.sweep_summaries for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy sweep_summaries_worker_select on public.sweep_summaries for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy sweep_summaries_worker_insert on public.sweep_summaries for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy sweep_summaries_worker_update on public.sweep_summaries for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy sweep_summaries_scheduler_select on public.sweep_summaries for select to quarterdeck_scheduler using (true);
create policy claims_select on public.claims for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy claims_worker_select on public.claims for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy claims_worker_insert on public.claims for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
