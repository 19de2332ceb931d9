-- The effect ledger.

create type public.delivery_status as enum ('intended', 'sending', 'confirmed', 'failed', 'unknown', 'recalled');

create table public.deliveries (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  approval_id uuid not null,
  task_id uuid not null,
  domain text not null,
  effect_kind text not null,
  capability text not null,
  connector text,
  account text not null,
  recipient text not null,
  contact_id uuid,
  payload jsonb not null,
  policy_version integer not null,
  digest text not null,
  idempotency_key text not null unique,
  status public.delivery_status not null default 'intended',
  fence integer not null default 0,
  release_at timestamptz not null,
  vendor_id text,
  evidence jsonb,
  error jsonb,
  resolved_by uuid,
  created_at timestamptz not null default now(),
  sending_at timestamptz,
  finished_at timestamptz,
  foreign key (workspace_id, approval_id) references public.approvals (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references public.contacts (workspace_id, id) on delete set null (contact_id)
);
comment on table public.deliveries is 'One approved effect and what became of it: at most one live delivery per approval.';
comment on column public.deliveries.fence is 'Raised by each claim; an answer that carries an older fence changes nothing.';
comment on column public.deliveries.release_at is 'The end of the undo window: nothing is sent before it.';
comment on column public.deliveries.evidence is 'What is known when the outcome is not.';
create unique index deliveries_live_key on public.deliveries (approval_id) where status not in ('recalled', 'failed');
create index deliveries_approval_idx on public.deliveries (approval_id);
create unique index deliveries_workspace_id_idx on public.deliveries (workspace_id, id desc);
create index deliveries_task_idx on public.deliveries (task_id);
create index deliveries_contact_idx on public.deliveries (contact_id) where contact_id is not null;
create index deliveries_open_idx on public.deliveries (workspace_id, id desc) where status in ('intended', 'sending');
create index deliveries_failed_idx on public.deliveries (workspace_id, id desc) where status = 'failed';
create index deliveries_unknown_idx on public.deliveries (workspace_id, id desc) where status = 'unknown';
create index deliveries_recalled_idx on public.deliveries (workspace_id, id desc) where status = 'recalled';
create index deliveries_due_idx on public.deliveries (release_at) where status in ('intended', 'sending');

create trigger deliveries_transition before update of status on public.deliveries
  for each row execute function private.enforce_transition(
    'intended>sending', 'intended>recalled', 'intended>failed',
    'sending>confirmed', 'sending>failed', 'sending>unknown', 'sending>intended',
    'unknown>confirmed', 'unknown>intended', 'unknown>failed');

create function private.guard_delivery() returns trigger
language plpgsql set search_path = ''
as $$
declare
  approved public.approvals;
begin
  if tg_op = 'UPDATE' then
    if (new.payload, new.recipient, new.account, new.effect_kind, new.digest, new.approval_id, new.idempotency_key)
         is distinct from (old.payload, old.recipient, old.account, old.effect_kind, old.digest, old.approval_id, old.idempotency_key) then
      raise exception using errcode = 'QD003', message = 'a delivery keeps the payload that was approved';
    end if;
    return new;
  end if;
  select * into approved from public.approvals a where a.id = new.approval_id;
  if approved.status is distinct from 'approved' or approved.mode <> 'approval'
     or (approved.workspace_id, approved.task_id, approved.effect_kind, approved.account, approved.recipient, approved.payload,
         approved.digest, approved.policy_version, approved.contact_id)
       is distinct from
        (new.workspace_id, new.task_id, new.effect_kind, new.account, new.recipient, new.payload,
         new.digest, new.policy_version, new.contact_id) then
    raise exception using errcode = 'QD003', message = 'a delivery needs an approval of exactly this payload';
  end if;
  return new;
end
$$;
comment on function private.guard_delivery() is 'No delivery without an approval of the same bytes (SQLSTATE QD003).';
create trigger deliveries_guard before insert or update on public.deliveries
  for each row execute function private.guard_delivery();

alter table public.deliveries enable row level security;
revoke all on public.deliveries from anon, authenticated;
grant select on public.deliveries to authenticated, quarterdeck_worker, quarterdeck_scheduler;
grant insert, update (status, release_at, resolved_by, finished_at, vendor_id, evidence) on public.deliveries to quarterdeck_person;
grant insert, update (status, fence, release_at, connector, vendor_id, evidence, error, sending_at, finished_at)
  on public.deliveries to quarterdeck_worker;

create policy deliveries_select on public.deliveries for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy deliveries_insert on public.deliveries for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and status = 'intended');
create policy deliveries_update on public.deliveries for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and status in ('recalled', 'confirmed', 'intended', 'failed'));
create policy deliveries_worker_select on public.deliveries for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy deliveries_worker_insert on public.deliveries for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and status = 'intended');
create policy deliveries_worker_update on public.deliveries for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy deliveries_scheduler_select on public.deliveries for select to quarterdeck_scheduler using (true);
