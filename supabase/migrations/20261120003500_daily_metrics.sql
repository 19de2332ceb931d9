-- What the agents achieved per day: counted from the rows, kept so that a quarter reads as fast as a day. Never the truth itself.

create table public.daily_metrics (
  workspace_id uuid not null references public.workspaces on delete cascade,
  day date not null,
  domain text not null,
  task text not null,
  effect_kind text not null,
  tasks_succeeded integer not null default 0,
  tasks_failed integer not null default 0,
  proposed integer not null default 0,
  approved_unedited integer not null default 0,
  approved_edited integer not null default 0,
  done integer not null default 0,
  rejected integer not null default 0,
  expired integer not null default 0,
  approved_by_policy integer not null default 0,
  decision_times jsonb not null default '{}',
  delivered integer not null default 0,
  kept integer not null default 0,
  delivery_failed integer not null default 0,
  delivery_unknown integer not null default 0,
  addressed integer not null default 0,
  answered integer not null default 0,
  model_calls integer not null default 0,
  cost_micros bigint not null default 0,
  primary key (workspace_id, day, domain, task, effect_kind)
);
comment on table public.daily_metrics is 'Counts per UTC day, agent, task and kind of effect, derived from the rows and derived again when these change.';
comment on column public.daily_metrics.domain is 'The agent; empty in the one row that says that this day has been counted, whatever happened on it.';
comment on column public.daily_metrics.task is 'Empty for model calls that belong to no task.';
comment on column public.daily_metrics.effect_kind is 'Empty for what a task has by itself: its end and its cost.';
comment on column public.daily_metrics.decision_times is 'How long people took to decide: counts by bucket of a logarithmic scale, which add up over days.';
comment on column public.daily_metrics.kept is 'Confirmed, but kept in the outbox: nothing was sent.';
comment on column public.daily_metrics.addressed is 'Delivered to a person among the contacts, who can answer.';
comment on column public.daily_metrics.answered is 'Of these, answered by the end of the fourteenth day after.';

create table public.daily_metric_changes (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  day date not null
);
comment on table public.daily_metric_changes is 'Past days whose rows have changed since: they are counted again within a minute, and the entry is gone.';
create index daily_metric_changes_workspace_idx on public.daily_metric_changes (workspace_id, day);

create index tasks_finished_idx on public.tasks (workspace_id, finished_at) where finished_at is not null;
create index approvals_decided_idx on public.approvals (workspace_id, decided_at) where decided_at is not null;
create index approvals_refused_idx on public.approvals (workspace_id, decided_at) where status = 'rejected';
create index deliveries_ended_idx on public.deliveries (workspace_id, (coalesce(finished_at, sending_at)));

-- An entry for each change, not one per day: writers of one day never wait for one another.
create function private.note_changed_days() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  moments timestamptz[];
begin
  if tg_table_name = 'tasks' then
    moments := array[old.finished_at, new.finished_at];
  elsif tg_table_name = 'approvals' then
    moments := array[old.decided_at, new.decided_at];
  elsif tg_table_name = 'deliveries' then
    moments := array[coalesce(old.finished_at, old.sending_at), coalesce(new.finished_at, new.sending_at)];
  else
    select array_agg(d.finished_at) into moments from public.deliveries d
    where d.contact_id = new.contact_id and d.workspace_id = new.workspace_id and d.status = 'confirmed'
      and d.finished_at < new.happened_at and d.finished_at > new.happened_at - interval '15 days';
  end if;
  insert into public.daily_metric_changes (workspace_id, day)
  select distinct new.workspace_id, (moment at time zone 'UTC')::date
  from unnest(moments) as moment
  where moment < date_trunc('day', now(), 'UTC');
  return null;
end
$$;
comment on function private.note_changed_days() is 'Notes the past days that a change of a task, an approval or a delivery, or a new reply, makes count differently.';

create trigger tasks_note_changed_days after update of status, finished_at on public.tasks
  for each row when (
    least(old.finished_at, new.finished_at) < date_trunc('day', now(), 'UTC')
    and (old.status, old.finished_at) is distinct from (new.status, new.finished_at)
    -- A task that waits for decisions has already succeeded.
    and not (old.status = 'awaiting_approval' and new.status = 'completed' and old.finished_at = new.finished_at))
  execute function private.note_changed_days();
create trigger approvals_note_changed_days after update of status, decided_at, decided_via on public.approvals
  for each row when (
    least(old.decided_at, new.decided_at) < date_trunc('day', now(), 'UTC')
    and (old.status, old.decided_at, old.decided_via) is distinct from (new.status, new.decided_at, new.decided_via))
  execute function private.note_changed_days();
create trigger deliveries_note_changed_days after update of status, finished_at, sending_at, contact_id on public.deliveries
  for each row when (
    least(old.finished_at, new.finished_at, old.sending_at, new.sending_at) < date_trunc('day', now(), 'UTC')
    and (old.status, old.finished_at, old.sending_at, old.contact_id)
      is distinct from (new.status, new.finished_at, new.sending_at, new.contact_id))
  execute function private.note_changed_days();
create trigger contact_ledger_note_changed_days after insert on public.contact_ledger
  for each row when (new.kind = 'reply') execute function private.note_changed_days();

alter table public.daily_metrics enable row level security;
alter table public.daily_metric_changes enable row level security;
revoke all on public.daily_metrics, public.daily_metric_changes from anon, authenticated;
revoke all on sequence public.daily_metric_changes_id_seq from public, anon, authenticated;
grant select on public.daily_metrics to authenticated, quarterdeck_scheduler;
grant select, insert, delete on public.daily_metrics to quarterdeck_worker;
grant select on public.daily_metric_changes to quarterdeck_scheduler;
grant select, delete on public.daily_metric_changes to quarterdeck_worker;

create policy daily_metrics_select on public.daily_metrics for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy daily_metrics_worker_select on public.daily_metrics for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy daily_metrics_worker_insert on public.daily_metrics for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy daily_metrics_worker_delete on public.daily_metrics for delete to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy daily_metrics_scheduler_select on public.daily_metrics for select to quarterdeck_scheduler using (true);
create policy daily_metric_changes_worker_select on public.daily_metric_changes for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy daily_metric_changes_worker_delete on public.daily_metric_changes for delete to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy daily_metric_changes_scheduler_select on public.daily_metric_changes for select to quarterdeck_scheduler using (true);
