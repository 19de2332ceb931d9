-- What happened, told in the transaction in which it happened.

create type public.actor_kind as enum ('person', 'api-key', 'agent', 'system');

create table public.activity (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  actor_kind public.actor_kind not null,
  actor_id text not null,
  verb text not null check (verb ~ '^[a-z-]+\.[a-z-]+$'),
  entity text not null,
  entity_id text not null,
  task_id uuid,
  summary text not null,
  data jsonb not null default '{}',
  created_at timestamptz not null default now()
);
comment on table public.activity is 'The log of every change that matters, written with the change. Append-only for every role of the product.';
create index activity_workspace_id_idx on public.activity (workspace_id, id desc);
create index activity_task_idx on public.activity (workspace_id, task_id, id desc) where task_id is not null;
-- Most of what happens is about tasks; whatever else is asked for by its kind is found at once without an entry for each task.
create index activity_kind_idx on public.activity (workspace_id, entity, id desc) where entity <> 'task';
create index activity_entity_idx on public.activity (workspace_id, entity, entity_id, id desc);

alter table public.activity enable row level security;
revoke all on public.activity from anon, authenticated;
grant select on public.activity to authenticated, quarterdeck_worker;
grant insert on public.activity to quarterdeck_person, quarterdeck_worker;

create policy activity_select on public.activity for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy activity_insert on public.activity for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[])
    and case when (select private.worker_workspace()) is null
      then actor_kind = 'person' and actor_id = (select private.actor_id())::text
      else actor_kind = 'api-key' end);
create policy activity_worker_select on public.activity for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy activity_worker_insert on public.activity for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and actor_kind in ('agent', 'system'));
