-- Tests of two ways of posting the same content, the looks at them and what was decided.

create type public.ab_test_status as enum ('running', 'decided', 'stopped');
create type public.ab_test_outcome as enum ('winner', 'inconclusive', 'mismatch');
create type public.ab_look_state as enum ('watching', 'open', 'winner', 'inconclusive', 'mismatch');

create table public.ab_tests (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  task_id uuid not null,
  hypothesis text not null check (length(hypothesis) between 1 and 500),
  metric text not null check (metric in ('click-rate', 'like-rate', 'reply-rate', 'share-rate', 'engagement-rate')),
  platform text not null,
  account text not null,
  planned_per_arm integer not null check (planned_per_arm > 0),
  planned_share double precision check (planned_share > 0 and planned_share < 1),
  alpha double precision not null check (alpha > 0 and alpha < 1),
  checkback_hours integer[] not null check (array_length(checkback_hours, 1) between 1 and 10),
  status public.ab_test_status not null default 'running',
  outcome public.ab_test_outcome,
  winner_variant_id uuid,
  uplift double precision,
  uplift_low double precision,
  uplift_high double precision,
  lead double precision check (lead is null or winner_variant_id is not null),
  reason text,
  decided_by_task_id uuid,
  started_at timestamptz,
  ended_at timestamptz,
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  check ((status = 'decided') = (outcome is not null)),
  check (outcome is distinct from 'winner' or winner_variant_id is not null),
  check ((status = 'running') = (ended_at is null)),
  check (status = 'running' or reason is not null),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade,
  foreign key (workspace_id, decided_by_task_id) references public.tasks (workspace_id, id) on delete set null (decided_by_task_id)
);
comment on table public.ab_tests is 'Two ways of posting the same content, compared once, at looks planned beforehand.';
comment on column public.ab_tests.planned_per_arm is 'Impressions planned for each way: the information that looks are fractions of.';
comment on column public.ab_tests.planned_share is 'The first way''s planned share of impressions; null when the platform decides who sees what.';
comment on column public.ab_tests.uplift is 'The second way over the first: 0.34 is +34 %. The interval holds with 1 - alpha however the test ended.';
comment on column public.ab_tests.uplift_high is 'Null also where the interval has no upper end.';
comment on column public.ab_tests.lead is 'The winner over the other way: 0.34 is +34 %. Null without a winner.';
comment on column public.ab_tests.started_at is 'When the later of the two posts was published: hours count from here.';
create unique index ab_tests_workspace_id_idx on public.ab_tests (workspace_id, id desc);
create index ab_tests_running_idx on public.ab_tests (workspace_id, id) where status = 'running';
create index ab_tests_task_idx on public.ab_tests (task_id);
create index ab_tests_decided_by_idx on public.ab_tests (decided_by_task_id) where decided_by_task_id is not null;
create trigger ab_tests_transition before update of status on public.ab_tests
  for each row execute function private.enforce_transition('running>decided', 'running>stopped');

create table public.ab_variants (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  test_id uuid not null,
  position smallint not null check (position in (0, 1)),
  label text not null check (length(label) between 1 and 60),
  via text check (length(via) between 1 and 63),
  text text not null,
  output_id uuid,
  approval_id uuid,
  delivery_id uuid,
  post_id uuid,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, test_id) references public.ab_tests (workspace_id, id) on delete cascade,
  foreign key (workspace_id, output_id) references public.outputs (workspace_id, id) on delete set null (output_id),
  foreign key (workspace_id, approval_id) references public.approvals (workspace_id, id) on delete set null (approval_id),
  foreign key (workspace_id, delivery_id) references public.deliveries (workspace_id, id) on delete set null (delivery_id),
  foreign key (workspace_id, post_id) references public.posts (workspace_id, id) on delete set null (post_id)
);
comment on table public.ab_variants is 'One of a test''s two ways of posting, and the post it led to.';
comment on column public.ab_variants.output_id is 'The draft that its approval carries.';
comment on column public.ab_variants.via is 'The connection that posts it; null when a person posts it by hand.';
create unique index ab_variants_workspace_id_idx on public.ab_variants (workspace_id, id desc);
create unique index ab_variants_position_key on public.ab_variants (test_id, position);
create unique index ab_variants_post_key on public.ab_variants (post_id) where post_id is not null;
create index ab_variants_output_idx on public.ab_variants (output_id) where output_id is not null;
create index ab_variants_approval_idx on public.ab_variants (approval_id) where approval_id is not null;
create index ab_variants_delivery_idx on public.ab_variants (delivery_id) where delivery_id is not null;
alter table public.ab_tests add foreign key (workspace_id, winner_variant_id)
  references public.ab_variants (workspace_id, id);
create index ab_tests_winner_idx on public.ab_tests (winner_variant_id) where winner_variant_id is not null;

create table public.ab_looks (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  test_id uuid not null,
  seq smallint not null check (seq >= 1),
  hours integer check (hours > 0),
  looked_at timestamptz not null,
  task_id uuid not null,
  metrics_a uuid,
  metrics_b uuid,
  size_a bigint not null check (size_a >= 0),
  size_b bigint not null check (size_b >= 0),
  events_a bigint not null check (events_a >= 0),
  events_b bigint not null check (events_b >= 0),
  z double precision not null,
  boundary double precision check (boundary > 0),
  information double precision not null check (information >= 0),
  spent_alpha double precision not null check (spent_alpha >= 0 and spent_alpha <= 1),
  sample_ratio_p double precision check (sample_ratio_p between 0 and 1),
  uplift double precision,
  uplift_low double precision,
  uplift_high double precision,
  state public.ab_look_state not null,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, test_id) references public.ab_tests (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade,
  foreign key (workspace_id, metrics_a) references public.post_metrics (workspace_id, id) on delete set null (metrics_a),
  foreign key (workspace_id, metrics_b) references public.post_metrics (workspace_id, id) on delete set null (metrics_b)
);
comment on table public.ab_looks is 'One look at a test: the readings, the bound it was held against and what it may say. Append-only.';
comment on column public.ab_looks.hours is 'The planned look this is, in hours after publishing; null for one that was asked for in between.';
comment on column public.ab_looks.boundary is 'What |z| must pass; null where nothing may be decided yet.';
comment on column public.ab_looks.information is 'The share of the planned information that was there.';
comment on column public.ab_looks.sample_ratio_p is 'The chance of a split this uneven if the plan was kept; null when nobody planned one.';
create unique index ab_looks_workspace_id_idx on public.ab_looks (workspace_id, id desc);
create unique index ab_looks_seq_key on public.ab_looks (test_id, seq);
create unique index ab_looks_hours_key on public.ab_looks (test_id, hours) where hours is not null;
create index ab_looks_task_idx on public.ab_looks (task_id);
create index ab_looks_metrics_a_idx on public.ab_looks (metrics_a) where metrics_a is not null;
create index ab_looks_metrics_b_idx on public.ab_looks (metrics_b) where metrics_b is not null;

create function private.guard_ab_decision() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if old.status <> 'running' and
     (new.outcome, new.winner_variant_id, new.uplift, new.uplift_low, new.uplift_high, new.lead, new.reason, new.ended_at)
       is distinct from
     (old.outcome, old.winner_variant_id, old.uplift, old.uplift_low, old.uplift_high, old.lead, old.reason, old.ended_at) then
    raise exception using errcode = 'QD003', message = 'a test that has ended keeps what was decided';
  end if;
  if new.winner_variant_id is not null and (new.outcome is distinct from 'winner' or not exists (
    select from public.ab_variants v where v.id = new.winner_variant_id and v.test_id = new.id)) then
    raise exception using errcode = 'QD003', message = 'only one of a test''s own variants wins it';
  end if;
  return new;
end
$$;
comment on function private.guard_ab_decision() is 'A test is decided once, and won by one of its own variants (SQLSTATE QD003).';
create trigger ab_tests_guard before update on public.ab_tests
  for each row execute function private.guard_ab_decision();

alter table public.ab_tests enable row level security;
alter table public.ab_variants enable row level security;
alter table public.ab_looks enable row level security;
revoke all on public.ab_tests, public.ab_variants, public.ab_looks from anon, authenticated;
grant select on public.ab_tests, public.ab_variants, public.ab_looks to authenticated, quarterdeck_worker;
grant insert, update (status, outcome, winner_variant_id, uplift, uplift_low, uplift_high, lead, reason, decided_by_task_id, started_at, ended_at)
  on public.ab_tests to quarterdeck_worker;
grant insert, update (approval_id, delivery_id, post_id, published_at, text) on public.ab_variants to quarterdeck_worker;
grant insert on public.ab_looks to quarterdeck_worker;

create policy ab_tests_select on public.ab_tests for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy ab_tests_worker_select on public.ab_tests for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy ab_tests_worker_insert on public.ab_tests for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and status = 'running' and winner_variant_id is null);
create policy ab_tests_worker_update on public.ab_tests for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy ab_variants_select on public.ab_variants for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy ab_variants_worker_select on public.ab_variants for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy ab_variants_worker_insert on public.ab_variants for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy ab_variants_worker_update on public.ab_variants for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy ab_looks_select on public.ab_looks for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy ab_looks_worker_select on public.ab_looks for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy ab_looks_worker_insert on public.ab_looks for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
