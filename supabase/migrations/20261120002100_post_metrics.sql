-- The workspace's own social accounts, and what its posts reached at the times that was read.

create table public.accounts (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  platform text not null check (platform ~ '^[a-z][a-z0-9-]{0,39}$'),
  handle text not null check (length(handle) between 1 and 200),
  title text check (length(title) between 1 and 200),
  connection text check (connection ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
  is_sample boolean not null default false,
  created_at timestamptz not null default now()
);
comment on table public.accounts is 'An account on a platform that the workspace itself posts with.';
comment on column public.accounts.connection is 'The connection that posts with it; null when it is posted to by hand.';
create unique index accounts_handle_key on public.accounts (workspace_id, platform, handle);

create table public.post_metrics (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  post_id uuid not null,
  measured_at timestamptz not null,
  impressions bigint check (impressions >= 0),
  likes bigint check (likes >= 0),
  replies bigint check (replies >= 0),
  shares bigint check (shares >= 0),
  clicks bigint check (clicks >= 0),
  source text not null check (length(source) between 1 and 63),
  import_id uuid,
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  check (num_nonnulls(impressions, likes, replies, shares, clicks) > 0),
  foreign key (workspace_id, post_id) references public.posts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, import_id) references public.imports (workspace_id, id) on delete set null (import_id)
);
comment on table public.post_metrics is 'What a post had reached in all when it was read. A number that the source does not tell is null.';
comment on column public.post_metrics.source is 'The connection that was read; "hand" and "import" for what people enter.';
create unique index post_metrics_workspace_id_idx on public.post_metrics (workspace_id, id desc);
create unique index post_metrics_reading_key on public.post_metrics (workspace_id, post_id, source, measured_at);
create index post_metrics_post_idx on public.post_metrics (post_id, measured_at desc);
create index post_metrics_import_idx on public.post_metrics (import_id) where import_id is not null;

alter table public.accounts enable row level security;
alter table public.post_metrics enable row level security;
revoke all on public.accounts, public.post_metrics from anon, authenticated;
grant select on public.accounts, public.post_metrics to authenticated, quarterdeck_worker;
grant insert, delete, update (handle, title, connection) on public.accounts to quarterdeck_person;
grant insert on public.accounts to quarterdeck_worker;
grant insert, delete, update (impressions, likes, replies, shares, clicks, import_id) on public.post_metrics to quarterdeck_person;
grant insert on public.post_metrics to quarterdeck_worker;

create policy accounts_select on public.accounts for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy accounts_insert on public.accounts for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy accounts_update on public.accounts for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy accounts_delete on public.accounts for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy accounts_worker_select on public.accounts for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy accounts_worker_insert on public.accounts for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));

-- People enter readings in their own name: only a run that has read a connection says that it told them.
create policy post_metrics_select on public.post_metrics for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy post_metrics_insert on public.post_metrics for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and source in ('hand', 'import'));
create policy post_metrics_update on public.post_metrics for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and source in ('hand', 'import'))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and source in ('hand', 'import'));
create policy post_metrics_delete on public.post_metrics for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy post_metrics_worker_select on public.post_metrics for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy post_metrics_worker_insert on public.post_metrics for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
