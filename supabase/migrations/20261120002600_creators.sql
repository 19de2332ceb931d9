-- Who leads a niche on a platform, and what they post.

create type public.creator_source as enum ('import', 'market-research', 'posts');

create table public.creators (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  platform text not null check (length(platform) between 1 and 40),
  handle text not null check (length(handle) between 1 and 200),
  handle_key text collate "C" not null generated always as (lower(ltrim(handle, '@'))) stored,
  external_id text,
  name text not null check (length(name) between 1 and 200),
  niches text[] not null default '{}',
  followers bigint check (followers >= 0),
  engagement_rate double precision check (engagement_rate >= 0),
  url text,
  source public.creator_source not null,
  read_at timestamptz not null default now(),
  is_untrusted boolean not null default true,
  import_id uuid,
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (workspace_id, import_id) references public.imports (workspace_id, id) on delete set null (import_id)
);
comment on table public.creators is 'An account that others follow. What it says of itself comes from outside and is never trusted.';
comment on column public.creators.handle_key is 'The handle as it is compared: in lower case, without the @.';
comment on column public.creators.external_id is 'The id that the source knows it by, where it has one.';
comment on column public.creators.niches is 'Every niche it was seen in.';
comment on column public.creators.engagement_rate is 'Mean reactions per post over followers, as the source says; null when it does not.';
comment on column public.creators.source is 'Where the newest facts are from; posts means that the account was seen in imported posts.';
create unique index creators_workspace_id_idx on public.creators (workspace_id, id desc);
create unique index creators_handle_key on public.creators (workspace_id, platform, handle_key);
create index creators_external_id_idx on public.creators (workspace_id, platform, external_id) where external_id is not null;
create index creators_followers_idx on public.creators (workspace_id, followers desc nulls last, id desc);
create index creators_search_idx on public.creators (workspace_id, handle_key);
create index creators_import_idx on public.creators (import_id) where import_id is not null;
create trigger creators_touch before update on public.creators for each row execute function private.touch_updated_at();

create table public.creator_posts (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  creator_id uuid,
  platform text not null check (length(platform) between 1 and 40),
  external_id text not null check (length(external_id) between 1 and 200),
  handle text,
  niche text,
  body text not null check (length(body) between 1 and 20000),
  posted_at timestamptz not null,
  likes bigint check (likes >= 0),
  replies bigint check (replies >= 0),
  shares bigint check (shares >= 0),
  views bigint check (views >= 0),
  url text,
  source public.creator_source not null,
  read_at timestamptz not null default now(),
  is_untrusted boolean not null default true,
  import_id uuid,
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, creator_id) references public.creators (workspace_id, id) on delete set null (creator_id),
  foreign key (workspace_id, import_id) references public.imports (workspace_id, id) on delete set null (import_id)
);
comment on table public.creator_posts is 'A post that leads a niche, with its numbers. Its text comes from outside and is never trusted.';
comment on column public.creator_posts.creator_id is 'Who posted it, where that account is known.';
create unique index creator_posts_workspace_id_idx on public.creator_posts (workspace_id, id desc);
create unique index creator_posts_external_id_key on public.creator_posts (workspace_id, platform, external_id);
create index creator_posts_niche_idx on public.creator_posts (workspace_id, niche, posted_at desc);
create index creator_posts_creator_idx on public.creator_posts (workspace_id, creator_id, posted_at desc);
create index creator_posts_import_idx on public.creator_posts (import_id) where import_id is not null;

alter table public.creators enable row level security;
alter table public.creator_posts enable row level security;
revoke all on public.creators, public.creator_posts from anon, authenticated;
grant select on public.creators, public.creator_posts to authenticated, quarterdeck_worker;
grant insert, delete on public.creators, public.creator_posts to quarterdeck_person;
grant insert on public.creators, public.creator_posts to quarterdeck_worker;
grant update (handle, external_id, name, niches, followers, engagement_rate, url, source, read_at, import_id)
  on public.creators to quarterdeck_person, quarterdeck_worker;
grant update (creator_id, handle, niche, body, posted_at, likes, replies, shares, views, url, source, read_at, import_id)
  on public.creator_posts to quarterdeck_person, quarterdeck_worker;

create policy creators_select on public.creators for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy creators_insert on public.creators for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy creators_update on public.creators for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy creators_delete on public.creators for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy creators_worker_select on public.creators for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy creators_worker_insert on public.creators for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy creators_worker_update on public.creators for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));

create policy creator_posts_select on public.creator_posts for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy creator_posts_insert on public.creator_posts for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy creator_posts_update on public.creator_posts for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy creator_posts_delete on public.creator_posts for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy creator_posts_worker_select on public.creator_posts for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy creator_posts_worker_insert on public.creator_posts for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy creator_posts_worker_update on public.creator_posts for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
