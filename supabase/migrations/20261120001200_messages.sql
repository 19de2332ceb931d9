-- Agent to agent, agent to person, or to all.

create type public.message_type as enum ('request', 'response', 'notification', 'escalation', 'status-update', 'handoff');

create table public.messages (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  type public.message_type not null,
  topic text not null,
  from_domain text,
  from_person uuid,
  to_domain text,
  priority smallint not null default 5 check (priority between 1 and 10),
  body text not null,
  payload jsonb not null default '{}',
  correlation_id uuid not null,
  depth smallint not null default 0 check (depth between 0 and 8),
  requires_response boolean not null default false,
  deadline_at timestamptz,
  answers uuid,
  task_id uuid,
  handled_by_task_id uuid,
  is_untrusted boolean not null default false,
  read_at timestamptz,
  answered_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id),
  foreign key (workspace_id, handled_by_task_id) references public.tasks (workspace_id, id) on delete set null (handled_by_task_id)
);
comment on table public.messages is 'A message between agents, or from an agent to the people. to_domain null means the people of the workspace.';
comment on column public.messages.task_id is 'The task that wrote it.';
create unique index messages_workspace_id_idx on public.messages (workspace_id, id desc);
alter table public.messages add foreign key (workspace_id, answers)
  references public.messages (workspace_id, id) on delete set null (answers);
create index messages_answers_idx on public.messages (answers) where answers is not null;
create index messages_handled_by_idx on public.messages (handled_by_task_id) where handled_by_task_id is not null;
create index messages_correlation_idx on public.messages (workspace_id, correlation_id, id);
create index messages_from_idx on public.messages (workspace_id, from_domain, id desc);
create index messages_to_idx on public.messages (workspace_id, to_domain, id desc);
create index messages_task_idx on public.messages (task_id) where task_id is not null;
create index messages_deadline_idx on public.messages (deadline_at) where requires_response and answered_at is null;

alter table public.messages enable row level security;
revoke all on public.messages from anon, authenticated;
grant select on public.messages to authenticated, quarterdeck_worker, quarterdeck_scheduler;
grant insert on public.messages to quarterdeck_worker;
grant update (read_at) on public.messages to quarterdeck_person;
grant update (read_at, answered_at, handled_by_task_id) on public.messages to quarterdeck_worker;

create policy messages_select on public.messages for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy messages_update on public.messages for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy messages_worker_select on public.messages for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy messages_worker_insert on public.messages for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy messages_worker_update on public.messages for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy messages_scheduler_select on public.messages for select to quarterdeck_scheduler using (true);
