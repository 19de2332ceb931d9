-- What a workspace has connected: one account of one vendor, its credentials sealed.

create table public.connections (
  workspace_id uuid not null references public.workspaces on delete cascade,
  connector text not null check (connector ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
  account text not null check (length(account) between 1 and 300),
  account_label text check (length(account_label) between 1 and 300),
  settings jsonb not null default '{}',
  secret_names text[] not null default '{}',
  sealed text not null,
  version integer not null default 1,
  connected_by uuid not null,
  checked_at timestamptz,
  is_healthy boolean,
  check_message text,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, connector)
);
comment on table public.connections is 'A vendor''s account that a workspace has connected. It comes before the installation''s own connection to that vendor.';
comment on column public.connections.account is 'The account it acts for, without any secret: part of every approval''s digest.';
comment on column public.connections.account_label is 'The account in the vendor''s own words, as its last test found it; null while it was not asked.';
comment on column public.connections.settings is 'The values that are no secret, by name.';
comment on column public.connections.secret_names is 'Which secrets are set, by name only.';
comment on column public.connections.sealed is 'The secret values, sealed by the installation''s key: no person''s role may read it.';
comment on column public.connections.version is 'Raised by every change, so that a running worker opens it anew.';
create trigger connections_touch before update on public.connections for each row execute function private.touch_updated_at();

alter table public.connections enable row level security;
revoke all on public.connections from anon, authenticated;
grant select (workspace_id, connector, account, account_label, settings, secret_names, version, connected_by, checked_at, is_healthy, check_message,
  last_used_at, created_at, updated_at) on public.connections to authenticated;
grant insert, delete on public.connections to quarterdeck_person;
grant update (account, account_label, settings, secret_names, sealed, version, connected_by, checked_at, is_healthy, check_message)
  on public.connections to quarterdeck_person;
grant select on public.connections to quarterdeck_worker;
grant update (last_used_at, account_label, checked_at, is_healthy, check_message) on public.connections to quarterdeck_worker;
grant select (workspace_id, connector, account, account_label) on public.connections to quarterdeck_scheduler;

create policy connections_select on public.connections for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy connections_insert on public.connections for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]) and connected_by = (select private.actor_id()));
create policy connections_update on public.connections for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy connections_delete on public.connections for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy connections_worker_select on public.connections for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy connections_worker_update on public.connections for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy connections_scheduler_select on public.connections for select to quarterdeck_scheduler using (true);
