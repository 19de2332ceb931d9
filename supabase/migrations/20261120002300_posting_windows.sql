-- When to post: the log of what was learned, suggested and observed, and the windows that follow from it.

create table public.posting_log (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  kind text not null check (kind in ('learned', 'suggested', 'recorded')),
  platform text check (length(platform) between 1 and 40),
  account text,
  slot_at timestamptz,
  day_of_week smallint check (day_of_week between 1 and 7),
  hour smallint check (hour between 0 and 23),
  propensity double precision check (propensity > 0 and propensity <= 1),
  lift double precision,
  answers uuid,
  post_id uuid,
  data jsonb not null default '{}',
  task_id uuid,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  check (kind = 'learned' or (platform is not null and slot_at is not null and day_of_week is not null and hour is not null)),
  check (kind <> 'suggested' or propensity is not null),
  check (kind <> 'recorded' or lift is not null),
  foreign key (workspace_id, answers) references public.posting_log (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id)
);
comment on table public.posting_log is 'What the scheduler learned from, suggested with which probability, and what came of it. Append-only: the windows are rebuilt from it to the same numbers.';
comment on column public.posting_log.day_of_week is 'ISO day in the zone of the learning: 1 is Monday.';
comment on column public.posting_log.post_id is 'The post a result was read from. Not a reference: the log outlives the post.';
create index posting_log_workspace_id_idx on public.posting_log (workspace_id, kind, id desc);
create index posting_log_task_idx on public.posting_log (task_id);
create unique index posting_log_answers_key on public.posting_log (answers) where answers is not null;

create table public.posting_windows (
  workspace_id uuid not null references public.workspaces on delete cascade,
  platform text not null,
  day_of_week smallint not null check (day_of_week between 1 and 7),
  hour smallint not null check (hour between 0 and 23),
  lift double precision not null,
  lift_sd double precision not null check (lift_sd >= 0),
  best_share double precision not null check (best_share between 0 and 1),
  posts integer not null check (posts >= 0),
  weight double precision not null check (weight >= 0),
  time_zone text not null,
  as_of timestamptz not null,
  log_id uuid not null,
  task_id uuid,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, platform, day_of_week, hour),
  foreign key (workspace_id, log_id) references public.posting_log (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id)
);
comment on table public.posting_windows is 'What each hour of the week is expected to bring on each platform, and how sure that is.';
comment on column public.posting_windows.lift is 'Posterior mean of ln(engagement over what is usual); 0 is usual, 0.1 about 10 % more.';
comment on column public.posting_windows.best_share is 'Probability that this hour is the best of its platform''s week: its propensity under Thompson sampling.';
comment on column public.posting_windows.weight is 'Posts in this hour, older ones counting less.';
create index posting_windows_log_idx on public.posting_windows (log_id);
create index posting_windows_task_idx on public.posting_windows (task_id);

alter table public.posting_log enable row level security;
alter table public.posting_windows enable row level security;
revoke all on public.posting_log, public.posting_windows from anon, authenticated;
grant select on public.posting_log, public.posting_windows to authenticated;
grant select, insert on public.posting_log to quarterdeck_worker;
grant select, insert, delete on public.posting_windows to quarterdeck_worker;

create policy posting_log_select on public.posting_log for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy posting_log_worker_select on public.posting_log for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy posting_log_worker_insert on public.posting_log for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy posting_windows_select on public.posting_windows for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy posting_windows_worker_select on public.posting_windows for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy posting_windows_worker_insert on public.posting_windows for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy posting_windows_worker_delete on public.posting_windows for delete to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
