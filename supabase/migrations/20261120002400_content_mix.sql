-- How each niche does, and what to post next week because of it.

create table public.niche_performance (
  workspace_id uuid not null references public.workspaces on delete cascade,
  period_end date not null,
  niche text not null check (length(niche) between 1 and 200),
  period_start date not null,
  is_discovered boolean not null default false,
  posts integer not null check (posts >= 1),
  engagement bigint not null check (engagement >= 0),
  raw_lift double precision not null,
  lift double precision not null,
  lift_low double precision not null,
  lift_high double precision not null,
  kept double precision not null check (kept between 0 and 1),
  above_usual double precision not null check (above_usual between 0 and 1),
  task_id uuid,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, period_end, niche),
  check (period_start <= period_end and lift_low <= lift and lift <= lift_high),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id)
);
comment on table public.niche_performance is 'How the posts of a niche did in a period, compared with what their accounts usually get.';
comment on column public.niche_performance.lift is 'ln(engagement over what is usual), pulled towards the mean of all niches the fewer posts there are.';
comment on column public.niche_performance.kept is 'Share of its own result that survives that pull: 1 trusts it wholly, 0 not at all.';
comment on column public.niche_performance.above_usual is 'Share of posts that did better than usual, pulled in the same way.';
comment on column public.niche_performance.is_discovered is 'True when the niche is a term found in posts without a label.';
create index niche_performance_task_idx on public.niche_performance (task_id);

create table public.content_plans (
  workspace_id uuid not null references public.workspaces on delete cascade,
  week_start date not null,
  niche text not null check (length(niche) between 1 and 200),
  posts integer not null check (posts >= 0),
  explore_posts integer not null default 0 check (explore_posts between 0 and posts),
  current_share double precision not null check (current_share between 0 and 1),
  reason text not null,
  task_id uuid,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, week_start, niche),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id)
);
comment on table public.content_plans is 'How many posts of each niche are recommended for a week, and why.';
comment on column public.content_plans.explore_posts is 'How many of them are there to learn rather than to gain.';
create index content_plans_task_idx on public.content_plans (task_id);

alter table public.niche_performance enable row level security;
alter table public.content_plans enable row level security;
revoke all on public.niche_performance, public.content_plans from anon, authenticated;
grant select on public.niche_performance, public.content_plans to authenticated;
grant select, insert, delete on public.niche_performance, public.content_plans to quarterdeck_worker;

create policy niche_performance_select on public.niche_performance for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy niche_performance_worker_select on public.niche_performance for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy niche_performance_worker_insert on public.niche_performance for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy niche_performance_worker_delete on public.niche_performance for delete to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy content_plans_select on public.content_plans for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy content_plans_worker_select on public.content_plans for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy content_plans_worker_insert on public.content_plans for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy content_plans_worker_delete on public.content_plans for delete to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
