-- One domain expert per row, as this workspace has configured it.

create type public.autonomy as enum ('manual', 'copilot', 'autopilot');

create table public.agents (
  workspace_id uuid not null references public.workspaces on delete cascade,
  domain text not null check (domain ~ '^[a-z][a-z0-9-]{0,62}$'),
  autonomy public.autonomy not null,
  settings jsonb not null default '{}',
  paused_at timestamptz,
  paused_by uuid,
  daily_budget_micros bigint check (daily_budget_micros >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, domain)
);
comment on table public.agents is 'What a workspace has set for an agent that the code declares: autonomy, settings, paused or not. Whether it is idle, active or waiting is read from its tasks and approvals.';
comment on column public.agents.daily_budget_micros is 'The most this agent''s model calls may cost on one UTC day; null leaves only the workspace''s limit.';
create trigger agents_touch before update on public.agents for each row execute function private.touch_updated_at();

alter table public.agents enable row level security;
revoke all on public.agents from anon, authenticated;
grant select on public.agents to authenticated;
grant insert on public.agents to quarterdeck_person;
grant update (autonomy, settings, paused_at, paused_by, daily_budget_micros) on public.agents to quarterdeck_person;
grant select on public.agents to quarterdeck_worker;
grant select, insert on public.agents to quarterdeck_scheduler;

create policy agents_select on public.agents for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy agents_insert on public.agents for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy agents_update on public.agents for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy agents_worker_select on public.agents for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy agents_scheduler_select on public.agents for select to quarterdeck_scheduler using (true);
create policy agents_scheduler_insert on public.agents for insert to quarterdeck_scheduler with check (true);
