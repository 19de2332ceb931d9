-- Facts that the agents of a workspace share.

create table public.memories (
  workspace_id uuid not null references public.workspaces on delete cascade,
  namespace text not null check (namespace ~ '^[a-z0-9][a-z0-9._/-]{0,99}$'),
  key text not null check (length(key) between 1 and 200),
  version integer not null default 1 check (version >= 1),
  value jsonb not null,
  source text not null,
  is_untrusted boolean not null default false,
  expires_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, namespace, key)
);
comment on table public.memories is 'Namespaced facts. A write names the version it replaces, so that two writers never lose one another''s fact.';

alter table public.memories enable row level security;
revoke all on public.memories from anon, authenticated;
grant select on public.memories to authenticated;
grant select, insert, delete, update (version, value, source, is_untrusted, expires_at, updated_at)
  on public.memories to quarterdeck_person, quarterdeck_worker;

create policy memories_select on public.memories for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy memories_insert on public.memories for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy memories_update on public.memories for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy memories_delete on public.memories for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy memories_worker_select on public.memories for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy memories_worker_insert on public.memories for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy memories_worker_update on public.memories for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy memories_worker_delete on public.memories for delete to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
