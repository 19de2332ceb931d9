-- Posts that were observed or published, and what the trends agent makes of them.

create table public.posts (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  external_id text,
  platform text not null check (length(platform) between 1 and 40),
  account text,
  account_key text collate "C" generated always as (lower(ltrim(account, '@'))) stored,
  posted_at timestamptz not null,
  body text not null,
  niche text,
  likes bigint check (likes >= 0),
  replies bigint check (replies >= 0),
  shares bigint check (shares >= 0),
  views bigint check (views >= 0),
  import_id uuid,
  is_own boolean not null default false,
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, import_id) references public.imports (workspace_id, id) on delete set null (import_id)
);
comment on table public.posts is 'A post on some platform. The text of an observed one comes from outside and is never trusted.';
comment on column public.posts.account_key is 'The account as it is searched: in lower case, without the @.';
comment on column public.posts.is_own is 'Published through this workspace: its text is what was approved. Observed posts are not, even those of its own accounts.';
create unique index posts_workspace_key on public.posts (workspace_id, id);
create index posts_own_idx on public.posts (workspace_id, posted_at desc, id desc) where is_own;
create index posts_workspace_id_idx on public.posts (workspace_id, posted_at desc, id desc);
create index posts_platform_idx on public.posts (workspace_id, platform, posted_at desc, id desc);
create index posts_niche_idx on public.posts (workspace_id, niche, posted_at desc, id desc) where niche is not null;
create index posts_account_idx on public.posts (workspace_id, account_key) where account_key is not null;
create index posts_import_idx on public.posts (import_id) where import_id is not null;
create unique index posts_external_id_key on public.posts (workspace_id, platform, external_id) where external_id is not null;

create table public.cross_platform_trends (
  workspace_id uuid not null references public.workspaces on delete cascade,
  niche text not null,
  platforms text[] not null,
  platform_count integer not null,
  post_count integer not null,
  total_engagement bigint not null default 0,
  avg_engagement double precision not null default 0,
  trend_strength real not null check (trend_strength between 0 and 100),
  parts jsonb not null,
  bursts jsonb not null default '[]',
  top_posts jsonb not null default '[]',
  task_id uuid not null,
  detected_at timestamptz not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, niche),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade
);
comment on table public.cross_platform_trends is 'How strongly each niche moves across platforms, as of the last detection.';
create index cross_platform_trends_task_idx on public.cross_platform_trends (task_id);
create index cross_platform_trends_strength_idx on public.cross_platform_trends (workspace_id, trend_strength desc, niche);

alter table public.posts enable row level security;
alter table public.cross_platform_trends enable row level security;
revoke all on public.posts, public.cross_platform_trends from anon, authenticated;
grant select on public.posts, public.cross_platform_trends to authenticated;
grant insert, delete, update (account, posted_at, body, niche, likes, replies, shares, views, import_id) on public.posts to quarterdeck_person;
grant select, insert, update (external_id, likes, replies, shares, views) on public.posts to quarterdeck_worker;
grant select, insert, delete, update (platforms, platform_count, post_count, total_engagement, avg_engagement, trend_strength, parts,
  bursts, top_posts, task_id, detected_at, updated_at) on public.cross_platform_trends to quarterdeck_worker;

create policy posts_select on public.posts for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy posts_insert on public.posts for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy posts_update on public.posts for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy posts_delete on public.posts for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy posts_worker_select on public.posts for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy posts_worker_insert on public.posts for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and is_own);
create policy posts_worker_update on public.posts for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()) and is_own)
  with check (workspace_id = (select private.worker_workspace()) and is_own);
create policy cross_platform_trends_select on public.cross_platform_trends for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy cross_platform_trends_worker_select on public.cross_platform_trends for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy cross_platform_trends_worker_insert on public.cross_platform_trends for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy cross_platform_trends_worker_update on public.cross_platform_trends for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy cross_platform_trends_worker_delete on public.cross_platform_trends for delete to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
