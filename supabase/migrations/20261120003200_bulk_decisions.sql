-- Decisions about many approvals at once: what a person has pressed, carried out in the background.

create type public.bulk_status as enum ('running', 'finished', 'stopped');
create type public.bulk_item_status as enum ('waiting', 'done', 'refused');

create table public.bulk_decisions (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  verb text not null check (verb in ('approve', 'reject')),
  reason text,
  created_by uuid not null,
  status public.bulk_status not null default 'running',
  total integer not null check (total > 0),
  done integer not null default 0,
  refused integer not null default 0,
  problem text,
  stopped_by uuid,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((status = 'running') = (finished_at is null)),
  check ((verb = 'reject') = (reason is not null)),
  check (done >= 0 and refused >= 0 and done + refused <= total)
);
comment on table public.bulk_decisions is 'One press that decides about many approvals, and how far its carrying out is.';
comment on column public.bulk_decisions.created_by is 'Whose decision it is: each portion is carried out as this member, with the role they have then.';
comment on column public.bulk_decisions.problem is 'Why it ended before its end, when nobody stopped it.';
create unique index bulk_decisions_workspace_id_idx on public.bulk_decisions (workspace_id, id desc);
create index bulk_decisions_running_idx on public.bulk_decisions (workspace_id) where status = 'running';

create table public.bulk_decision_items (
  bulk_id uuid not null,
  approval_id uuid not null,
  workspace_id uuid not null references public.workspaces on delete cascade,
  position integer not null,
  digest text not null check (length(digest) = 64),
  status public.bulk_item_status not null default 'waiting',
  message text,
  delivery_id uuid,
  primary key (bulk_id, approval_id),
  foreign key (workspace_id, bulk_id) references public.bulk_decisions (workspace_id, id) on delete cascade,
  foreign key (workspace_id, approval_id) references public.approvals (workspace_id, id) on delete cascade,
  check ((status = 'refused') = (message is not null))
);
comment on table public.bulk_decision_items is 'Each approval of one press, with the digest it had at the press: changed since, it is refused.';
create index bulk_decision_items_turn_idx on public.bulk_decision_items (bulk_id, position) where status = 'waiting';
create index bulk_decision_items_approval_idx on public.bulk_decision_items (workspace_id, approval_id);
create index bulk_decision_items_refused_idx on public.bulk_decision_items (bulk_id, position) where status = 'refused';

create trigger bulk_decisions_transition before update of status on public.bulk_decisions
  for each row execute function private.enforce_transition('running>finished', 'running>stopped');
create trigger bulk_decision_items_transition before update of status on public.bulk_decision_items
  for each row execute function private.enforce_transition('waiting>done', 'waiting>refused');

create function private.my_bulk_decisions() returns uuid[]
language sql stable security definer set search_path = ''
as $$
  select coalesce(array_agg(b.id), '{}') from public.bulk_decisions b
  where b.status = 'running' and b.created_by = private.actor_id()
    and b.workspace_id = any (private.my_workspaces('member'))
$$;
comment on function private.my_bulk_decisions() is 'The running ones that the asking person has pressed, where that person may still decide.';
revoke all on function private.my_bulk_decisions() from public;
grant execute on function private.my_bulk_decisions() to quarterdeck_person;

alter table public.bulk_decisions enable row level security;
alter table public.bulk_decision_items enable row level security;
revoke all on public.bulk_decisions, public.bulk_decision_items from anon, authenticated;
grant select on public.bulk_decisions, public.bulk_decision_items to authenticated, quarterdeck_worker;
grant insert, update (status, total, done, refused, stopped_by, finished_at) on public.bulk_decisions to quarterdeck_person;
grant insert, update (status, message, delivery_id) on public.bulk_decision_items to quarterdeck_person;
grant update (status, problem, finished_at) on public.bulk_decisions to quarterdeck_worker;

create policy bulk_decisions_select on public.bulk_decisions for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy bulk_decisions_insert on public.bulk_decisions for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[])
    and created_by = (select private.actor_id()));
create policy bulk_decisions_update on public.bulk_decisions for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy bulk_decisions_worker_select on public.bulk_decisions for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy bulk_decisions_worker_update on public.bulk_decisions for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));

create policy bulk_decision_items_select on public.bulk_decision_items for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy bulk_decision_items_insert on public.bulk_decision_items for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[])
    and bulk_id = any ((select private.my_bulk_decisions())::uuid[]));
create policy bulk_decision_items_update on public.bulk_decision_items for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[])
    and bulk_id = any ((select private.my_bulk_decisions())::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[])
    and bulk_id = any ((select private.my_bulk_decisions())::uuid[]));
create policy bulk_decision_items_worker_select on public.bulk_decision_items for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
