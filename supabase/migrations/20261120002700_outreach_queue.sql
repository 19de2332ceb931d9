-- Who is to be written to, at which stage, when in their own day, and what became of it.

create type public.outreach_stage as enum ('answer', 'first-touch', 'reconnect', 'follow-up');
create type public.outreach_status as enum ('queued', 'drafted', 'proposed', 'sent', 'kept', 'failed', 'stopped');

create table public.outreach_queue (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  contact_id uuid not null,
  stage public.outreach_stage not null,
  step smallint not null check (step >= 1),
  channel text not null check (channel in ('email', 'sms', 'letter', 'post', 'other')),
  due_at timestamptz not null,
  time_zone text not null,
  reason text not null,
  expected_value_usd double precision not null default 0,
  status public.outreach_status not null default 'queued',
  status_reason text,
  is_by_hand boolean not null default false,
  queued_by uuid not null,
  drafted_by uuid,
  output_id uuid,
  approval_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (status = 'queued' or drafted_by is not null or status = 'stopped'),
  foreign key (workspace_id, contact_id) references public.contacts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, queued_by) references public.tasks (workspace_id, id) on delete cascade,
  foreign key (workspace_id, drafted_by) references public.tasks (workspace_id, id) on delete cascade,
  foreign key (workspace_id, output_id) references public.outputs (workspace_id, id) on delete set null (output_id),
  foreign key (workspace_id, approval_id) references public.approvals (workspace_id, id) on delete set null (approval_id)
);
comment on table public.outreach_queue is 'One planned message to one person. Once proposed its status follows the approval and the delivery.';
comment on column public.outreach_queue.step is 'Which message it is since the person last answered: 1 for the first.';
comment on column public.outreach_queue.due_at is 'The best hour for this person within three days, by time_zone.';
comment on column public.outreach_queue.is_by_hand is 'True when a person asked for this one by name; the queue itself plans one at a time for each contact.';
comment on column public.outreach_queue.queued_by is 'The task that planned it; drafted_by the one that wrote it.';
create unique index outreach_queue_workspace_id_idx on public.outreach_queue (workspace_id, id desc);
create unique index outreach_queue_open_key on public.outreach_queue (contact_id)
  where status in ('queued', 'drafted', 'proposed') and not is_by_hand;
create index outreach_queue_contact_idx on public.outreach_queue (contact_id, id desc);
create index outreach_queue_due_idx on public.outreach_queue (workspace_id, due_at, id);
create index outreach_queue_waiting_idx on public.outreach_queue (workspace_id, due_at, id)
  where status in ('queued', 'drafted', 'proposed');
create index outreach_queue_queued_idx on public.outreach_queue (workspace_id, due_at) where status in ('queued', 'drafted');
create index outreach_queue_queued_by_idx on public.outreach_queue (queued_by);
create index outreach_queue_drafted_by_idx on public.outreach_queue (drafted_by) where drafted_by is not null;
create index outreach_queue_output_idx on public.outreach_queue (output_id) where output_id is not null;
create index outreach_queue_approval_idx on public.outreach_queue (approval_id) where approval_id is not null;
create trigger outreach_queue_touch before update on public.outreach_queue
  for each row execute function private.touch_updated_at();
create trigger outreach_queue_transition before update of status on public.outreach_queue
  for each row execute function private.enforce_transition(
    'queued>drafted', 'queued>stopped', 'drafted>proposed', 'drafted>stopped',
    'proposed>sent', 'proposed>kept', 'proposed>failed', 'proposed>stopped',
    'failed>sent', 'failed>kept', 'failed>stopped');

-- Approvals and deliveries change in many places, by people, policy, clock and governor. The queue follows the rows
-- themselves, so that no place can forget it.
create function private.follow_outreach_approval() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    update public.outreach_queue q set status = 'proposed', approval_id = new.id, status_reason = null
    where q.workspace_id = new.workspace_id and q.output_id = new.output_id and q.status = 'drafted';
  elsif new.status in ('rejected', 'expired', 'superseded') then
    update public.outreach_queue q set status = 'stopped', status_reason = coalesce(new.decision_reason, new.status::text)
    where q.approval_id = new.id and q.status in ('proposed', 'failed');
  elsif new.status = 'done' then
    update public.outreach_queue q set status = 'sent', status_reason = 'sent by a person'
    where q.approval_id = new.id and q.status = 'proposed';
  end if;
  return null;
end
$$;
comment on function private.follow_outreach_approval() is 'Keeps a planned message in step with the approval of its draft.';
create trigger approvals_outreach_insert after insert on public.approvals
  for each row when (new.output_id is not null) execute function private.follow_outreach_approval();
create trigger approvals_outreach_update after update of status on public.approvals
  for each row when (new.status <> old.status and new.output_id is not null)
  execute function private.follow_outreach_approval();

create function private.follow_outreach_delivery() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.outreach_queue q
  set status = case when new.status in ('failed', 'unknown') then 'failed'
                    when new.evidence ->> 'kept' = 'true' then 'kept'
                    else 'sent' end::public.outreach_status,
      status_reason = case when new.status = 'failed' then new.error ->> 'reason'
                           when new.status = 'unknown' then 'nobody can tell whether it arrived'
                           when new.evidence ->> 'kept' = 'true' then 'kept in the outbox: nothing was sent' end
  where q.approval_id = new.approval_id and q.status in ('proposed', 'failed')
    and (new.status = 'confirmed' or q.status = 'proposed');
  return null;
end
$$;
comment on function private.follow_outreach_delivery() is 'Keeps a planned message in step with its delivery.';
create trigger deliveries_outreach after update of status on public.deliveries
  for each row when (new.status <> old.status and new.status in ('confirmed', 'failed', 'unknown'))
  execute function private.follow_outreach_delivery();

-- However a reply comes in, by task, webhook, import or a person: what was planned without knowing it is stopped.
create function private.stop_outreach() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_table_name = 'contacts' then
    update public.outreach_queue q set status = 'stopped', status_reason = 'this person asked not to be written to'
    where q.contact_id = new.id and q.status in ('queued', 'drafted');
  else
    update public.outreach_queue q set status = 'stopped', status_reason = case new.kind
        when 'reply' then 'this person has answered' when 'bounce' then 'the address bounced'
        else 'this person asked not to be written to' end
    where q.contact_id = new.contact_id and q.status in ('queued', 'drafted');
  end if;
  return null;
end
$$;
comment on function private.stop_outreach() is 'Stops what is planned for a person who answered, opted out or cannot be reached.';
create trigger contact_ledger_stop_outreach after insert on public.contact_ledger
  for each row when (new.kind in ('reply', 'opt-out', 'bounce')) execute function private.stop_outreach();
create trigger contacts_stop_outreach after update of email_consent on public.contacts
  for each row when (new.email_consent = 'denied' and old.email_consent <> 'denied')
  execute function private.stop_outreach();

alter table public.outreach_queue enable row level security;
revoke all on public.outreach_queue from anon, authenticated;
grant select on public.outreach_queue to authenticated;
grant select, insert, update (status, status_reason, due_at, time_zone, reason, expected_value_usd, drafted_by, output_id)
  on public.outreach_queue to quarterdeck_worker;

create policy outreach_queue_select on public.outreach_queue for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy outreach_queue_worker_select on public.outreach_queue for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy outreach_queue_worker_insert on public.outreach_queue for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and status in ('queued', 'drafted'));
create policy outreach_queue_worker_update on public.outreach_queue for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
