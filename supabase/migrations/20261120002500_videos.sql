-- Videos that were observed, their numbers over time, and the tags they were given.

create type public.video_tagger as enum ('rule', 'classifier', 'person');

create table public.videos (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  platform text not null default 'youtube' check (length(platform) between 1 and 40),
  external_id text not null check (length(external_id) between 1 and 200),
  channel_id text,
  channel_title text,
  channel_key text collate "C" generated always as (lower(channel_title)) stored,
  title text not null check (length(title) between 1 and 500),
  title_key text collate "C" not null generated always as (lower(title)) stored,
  description text not null default '' check (length(description) <= 5000),
  tags text[] not null default '{}',
  published_at timestamptz,
  duration_seconds integer check (duration_seconds >= 0),
  category text,
  niche text,
  niche_probability real check (niche_probability between 0 and 1),
  niche_by public.video_tagger,
  offer text,
  offer_probability real check (offer_probability between 0 and 1),
  offer_by public.video_tagger,
  type text,
  type_probability real check (type_probability between 0 and 1),
  type_by public.video_tagger,
  tag_reasons jsonb not null default '{}',
  tagged_at timestamptz,
  import_id uuid,
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (workspace_id, import_id) references public.imports (workspace_id, id) on delete set null (import_id),
  check ((niche is null) = (niche_by is null)),
  check ((offer is null) = (offer_by is null)),
  check ((type is null) = (type_by is null))
);
comment on table public.videos is 'A published video. Its title, description and tags come from outside and are never trusted.';
comment on column public.videos.title_key is 'The title as it is searched; channel_key the channel.';
comment on column public.videos.published_at is 'Unknown for an import that says only when a video was seen.';
comment on column public.videos.category is 'What the platform or the file called it: a label to learn from, never changed by tagging.';
comment on column public.videos.niche_probability is 'How sure who tagged it was; a person and a rule are 1.';
comment on column public.videos.tag_reasons is 'By tag: the words that decided, and what was most likely where nothing was sure enough.';
comment on column public.videos.tagged_at is 'When tagging last looked at it, whether it was sure enough or not.';
create unique index videos_workspace_id_idx on public.videos (workspace_id, id desc);
create unique index videos_external_id_key on public.videos (workspace_id, platform, external_id);
create index videos_published_idx on public.videos (workspace_id, published_at desc nulls last, id desc);
create index videos_niche_idx on public.videos (workspace_id, niche, published_at desc nulls last, id desc) where niche is not null;
create index videos_title_idx on public.videos (workspace_id, title_key);
create index videos_channel_idx on public.videos (workspace_id, channel_key) where channel_key is not null;
create index videos_untagged_idx on public.videos (workspace_id, tagged_at nulls first, id);
create index videos_import_idx on public.videos (import_id) where import_id is not null;
create trigger videos_touch before update on public.videos for each row execute function private.touch_updated_at();

create table public.video_stats (
  workspace_id uuid not null references public.workspaces on delete cascade,
  video_id uuid not null,
  read_at timestamptz not null,
  views bigint check (views >= 0),
  likes bigint check (likes >= 0),
  comments bigint check (comments >= 0),
  primary key (video_id, read_at),
  foreign key (workspace_id, video_id) references public.videos (workspace_id, id) on delete cascade
);
comment on table public.video_stats is 'The numbers of a video as they were read at one time. A number that is hidden is null.';
create index video_stats_workspace_id_idx on public.video_stats (workspace_id, read_at desc);

alter table public.videos enable row level security;
alter table public.video_stats enable row level security;
revoke all on public.videos, public.video_stats from anon, authenticated;
grant select on public.videos, public.video_stats to authenticated, quarterdeck_worker;
grant insert, delete on public.videos to quarterdeck_person;
grant update (channel_id, channel_title, title, description, tags, published_at, duration_seconds, category, niche, niche_probability,
  niche_by, offer, offer_probability, offer_by, type, type_probability, type_by, import_id) on public.videos to quarterdeck_person;
grant insert on public.videos to quarterdeck_worker;
grant update (channel_id, channel_title, title, description, tags, published_at, duration_seconds, category, niche, niche_probability,
  niche_by, offer, offer_probability, offer_by, type, type_probability, type_by, import_id, tag_reasons, tagged_at)
  on public.videos to quarterdeck_worker;
grant insert, update (views, likes, comments) on public.video_stats to quarterdeck_person, quarterdeck_worker;

create policy videos_select on public.videos for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy videos_insert on public.videos for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy videos_update on public.videos for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy videos_delete on public.videos for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy videos_worker_select on public.videos for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy videos_worker_insert on public.videos for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy videos_worker_update on public.videos for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));

create policy video_stats_select on public.video_stats for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy video_stats_insert on public.video_stats for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy video_stats_update on public.video_stats for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy video_stats_worker_select on public.video_stats for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy video_stats_worker_insert on public.video_stats for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy video_stats_worker_update on public.video_stats for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
