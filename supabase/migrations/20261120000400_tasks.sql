-- One dispatched run of a task definition, and its state machine.

create type public.task_status as enum
  ('queued', 'planning', 'running', 'awaiting_approval', 'completed', 'failed', 'cancelled');
create type public.task_trigger as enum
  ('web', 'api', 'cli', 'mcp', 'sweep', 'schedule', 'webhook', 'message', 'workflow', 'chat');

create table public.sweeps (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  requested_by uuid,
  trigger public.task_trigger not null,
  total integer not null check (total >= 0),
  scheduled_day date,
  skipped jsonb not null default '[]',
  agents integer not null generated always as (total + jsonb_array_length(skipped)) stored,
  created_at timestamptz not null default now()
);
comment on table public.sweeps is 'One fan-out of every due agent. Its progress is counted from its tasks.';
comment on column public.sweeps.scheduled_day is 'The workspace''s day whose scheduled sweep this is; null for one that was asked for.';
comment on column public.sweeps.skipped is 'Agents that were not started, each with the reason.';
comment on column public.sweeps.agents is 'How many agents have daily work: those that were started and those that were not.';
create unique index sweeps_scheduled_day_key on public.sweeps (workspace_id, scheduled_day) where scheduled_day is not null;
create index sweeps_created_idx on public.sweeps (created_at);
create unique index sweeps_workspace_id_idx on public.sweeps (workspace_id, id desc);

create table public.tasks (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  domain text not null,
  task text not null check (task ~ '^[a-z][a-z0-9-]{0,62}$'),
  params jsonb not null default '{}',
  status public.task_status not null default 'queued',
  priority smallint not null default 5 check (priority between 1 and 10),
  trigger public.task_trigger not null,
  requested_by uuid,
  run_at timestamptz,
  waiting_for text,
  attempt integer not null default 0,
  run_id text,
  result jsonb,
  error jsonb,
  cost_micros bigint not null default 0 check (cost_micros >= 0),
  reserved_micros bigint not null default 0 check (reserved_micros >= 0),
  depth smallint not null default 0 check (depth between 0 and 8),
  correlation_id uuid not null,
  parent_task_id uuid,
  follow_up_key text check (length(follow_up_key) between 1 and 200),
  sweep_id uuid,
  is_dry_run boolean not null default false,
  preview jsonb,
  preview_of uuid,
  attempts jsonb not null default '{}',
  facet smallint not null generated always as (
    (case status when 'queued' then 0 when 'planning' then 1 when 'running' then 2 when 'awaiting_approval' then 3
       when 'completed' then 4 when 'failed' then 5 when 'cancelled' then 6 end)
    + 8 * (case trigger when 'web' then 0 when 'api' then 1 when 'cli' then 2 when 'mcp' then 3 when 'sweep' then 4
       when 'schedule' then 5 when 'webhook' then 6 when 'message' then 7 when 'workflow' then 8 when 'chat' then 9 end)
    + 256 * is_dry_run::integer) stored,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  duration_ms bigint generated always as ((extract(epoch from finished_at - started_at) * 1000)::bigint) stored,
  foreign key (workspace_id, domain) references public.agents (workspace_id, domain) on delete cascade,
  foreign key (workspace_id, sweep_id) references public.sweeps (workspace_id, id) on delete set null (sweep_id),
  constraint tasks_dry_run_check check (
    not (is_dry_run and (status = 'awaiting_approval' or sweep_id is not null or follow_up_key is not null or preview_of is not null))
    and (preview is null or is_dry_run))
);
comment on table public.tasks is 'One dispatched run of a task definition. Ids are UUID version 7, so their order is the order of dispatch.';
comment on column public.tasks.attempt is 'Raised by each claim; a late answer of an earlier attempt changes nothing.';
comment on column public.tasks.run_id is 'The executor''s run that has claimed it: another run may take it over only when this one is long dead.';
comment on column public.tasks.waiting_for is 'Why a queued task has not started: limit, paused, budget, rate limit or its own run_at.';
comment on column public.tasks.correlation_id is 'Shared by everything that one dispatch led to.';
comment on column public.tasks.follow_up_key is 'What a run named this later task of its own agent by: naming it again starts no second one.';
comment on column public.tasks.is_dry_run is 'Whether it only tells what it would do: nothing it led to is kept, and no record counts it.';
comment on column public.tasks.preview is 'What a dry run would have led to, as its transaction said before it was rolled back.';
comment on column public.tasks.preview_of is 'The dry run that a person had seen when asking for this task.';
comment on column public.tasks.attempts is 'By the number of the attempt: when it was claimed, how and when it ended, its error, and what its time went to. At most 200 steps each.';
comment on column public.tasks.facet is 'Status, trigger and dry run as one number that an index under row-level security can be searched by: comparing an enum is not leakproof, comparing numbers is.';
comment on column public.tasks.depth is 'How many messages led here; the chain is cut at 8.';

create unique index tasks_workspace_id_idx on public.tasks (workspace_id, id desc);
alter table public.tasks add foreign key (workspace_id, parent_task_id)
  references public.tasks (workspace_id, id) on delete set null (parent_task_id);
alter table public.tasks add foreign key (workspace_id, preview_of)
  references public.tasks (workspace_id, id) on delete set null (preview_of);
create index tasks_domain_idx on public.tasks (workspace_id, domain, id desc);
-- Any choice of agent, status, trigger and dry run is a few ranges of these two: one for what is under way, which stays small, and
-- one that is written once for a task, when its work ends.
create index tasks_working_idx on public.tasks (workspace_id, domain, facet, id desc) where status in ('queued', 'planning', 'running');
create index tasks_facet_idx on public.tasks (workspace_id, domain, facet, id desc) where status not in ('queued', 'planning', 'running');
create index tasks_correlation_idx on public.tasks (workspace_id, correlation_id, id desc);
create index tasks_sweep_idx on public.tasks (sweep_id) where sweep_id is not null;
create unique index tasks_follow_up_key on public.tasks (workspace_id, domain, follow_up_key) where follow_up_key is not null;
create index tasks_parent_idx on public.tasks (parent_task_id) where parent_task_id is not null;
create index tasks_preview_of_idx on public.tasks (preview_of) where preview_of is not null;
create index tasks_open_idx on public.tasks (id) where status in ('queued', 'planning', 'running');

create trigger tasks_transition before update of status on public.tasks
  for each row execute function private.enforce_transition(
    'queued>planning', 'queued>running', 'queued>cancelled', 'queued>failed',
    'planning>running', 'planning>failed', 'planning>cancelled',
    'running>completed', 'running>awaiting_approval', 'running>failed', 'running>cancelled',
    'awaiting_approval>completed', 'awaiting_approval>failed', 'awaiting_approval>cancelled');

alter table public.tasks enable row level security;
alter table public.sweeps enable row level security;
revoke all on public.tasks, public.sweeps from anon, authenticated;
grant select on public.tasks, public.sweeps to authenticated, quarterdeck_worker, quarterdeck_scheduler;
grant insert on public.tasks, public.sweeps to quarterdeck_person, quarterdeck_worker;
grant update (status, finished_at) on public.tasks to quarterdeck_person;
grant update (status, waiting_for, attempt, run_id, result, error, preview, attempts, cost_micros, reserved_micros, started_at, finished_at)
  on public.tasks to quarterdeck_worker;

create policy tasks_select on public.tasks for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy tasks_insert on public.tasks for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and status = 'queued');
create policy tasks_update on public.tasks for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and status in ('cancelled', 'completed'));
create policy tasks_worker_select on public.tasks for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy tasks_worker_insert on public.tasks for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and status = 'queued');
create policy tasks_worker_update on public.tasks for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy tasks_scheduler_select on public.tasks for select to quarterdeck_scheduler using (true);

create policy sweeps_select on public.sweeps for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy sweeps_insert on public.sweeps for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy sweeps_worker_select on public.sweeps for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy sweeps_worker_insert on public.sweeps for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy sweeps_scheduler_select on public.sweeps for select to quarterdeck_scheduler using (true);
