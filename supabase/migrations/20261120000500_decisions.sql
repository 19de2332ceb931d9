-- The reasoning trace of a task.

create type public.decision_kind as enum ('plan', 'tool-call', 'delegate', 'propose', 'escalate', 'complete');

create table public.decisions (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  task_id uuid not null,
  attempt integer not null,
  seq integer not null,
  kind public.decision_kind not null,
  reasoning text not null check (length(reasoning) > 0),
  confidence real check (confidence between 0 and 1),
  data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  unique (task_id, attempt, seq),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade
);
comment on table public.decisions is 'One step of a task''s reasoning trace. Append-only.';
create index decisions_workspace_id_idx on public.decisions (workspace_id);

alter table public.decisions enable row level security;
revoke all on public.decisions from anon, authenticated;
grant select on public.decisions to authenticated;
grant select, insert on public.decisions to quarterdeck_worker;

create policy decisions_select on public.decisions for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy decisions_worker_select on public.decisions for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy decisions_worker_insert on public.decisions for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
