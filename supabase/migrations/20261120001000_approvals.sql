-- The gate before an effect: the exact payload, bound by its digest.

create type public.approval_status as enum ('pending', 'approved', 'rejected', 'expired', 'superseded', 'done');
create type public.approval_mode as enum ('approval', 'suggestion');

create table public.approvals (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  task_id uuid not null,
  domain text not null,
  task text not null,
  mode public.approval_mode not null default 'approval',
  effect_kind text not null,
  account text not null,
  recipient text not null,
  contact_id uuid,
  payload jsonb not null,
  digest text not null check (length(digest) = 64),
  policy_version integer not null,
  revision integer not null default 1,
  preview jsonb not null,
  why text not null,
  sources jsonb not null default '[]',
  author_kind public.author_kind not null,
  value_at_risk_micros bigint check (value_at_risk_micros >= 0),
  confidence double precision check (confidence between 0 and 1),
  is_untrusted boolean not null default false,
  output_id uuid,
  status public.approval_status not null default 'pending',
  not_before timestamptz,
  expires_at timestamptz not null,
  snoozed_until timestamptz,
  decided_by text,
  decided_via text check (decided_via in ('person', 'policy', 'clock', 'system')),
  decided_at timestamptz,
  decision_reason text,
  created_at timestamptz not null default now(),
  check (status = 'pending' or decided_at is not null),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references public.contacts (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, output_id) references public.outputs (workspace_id, id) on delete set null (output_id)
);
comment on table public.approvals is 'A proposed effect, exactly as it would be made, and who decided about it.';
comment on column public.approvals.digest is 'SHA-256 over the canonical JSON of kind, account, recipient, payload and policy version. Deciding names it.';
comment on column public.approvals.not_before is 'Once approved it leaves no earlier than this: the best hour of the person it goes to. Null for at once.';
comment on column public.approvals.value_at_risk_micros is 'Millionths of a US dollar, or null where the agent cannot tell.';
comment on column public.approvals.confidence is 'The agent''s own chance that a person lets it leave unchanged, or null where it has no estimate.';
comment on column public.approvals.mode is 'A suggestion is carried out by a person and marked done; an approval is carried out by the product.';
create unique index approvals_workspace_id_idx on public.approvals (workspace_id, id desc);
create index approvals_rejected_idx on public.approvals (workspace_id, id desc) where status = 'rejected';
create index approvals_expired_idx on public.approvals (workspace_id, id desc) where status = 'expired';
create index approvals_domain_idx on public.approvals (workspace_id, domain, id desc);
create index approvals_pending_idx on public.approvals (workspace_id, expires_at, id) where status = 'pending';
create index approvals_judged_idx on public.approvals (workspace_id, domain, effect_kind, decided_at desc) include (status, revision)
  where decided_via = 'person' and status in ('approved', 'rejected', 'done');
create index approvals_task_idx on public.approvals (task_id);
create index approvals_contact_idx on public.approvals (contact_id) where contact_id is not null;
create index approvals_output_idx on public.approvals (output_id) where output_id is not null;
create index approvals_expiry_idx on public.approvals (expires_at) where status = 'pending';

create trigger approvals_transition before update of status on public.approvals
  for each row execute function private.enforce_transition(
    'pending>approved', 'pending>rejected', 'pending>expired', 'pending>superseded', 'pending>done',
    'approved>pending', 'approved>superseded');

create function private.guard_approved_payload() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if new.status <> old.status and (
    current_user = 'quarterdeck_person' and new.status in ('approved', 'rejected', 'done')
      and (new.decided_via, new.decided_by) is distinct from ('person', private.actor_id()::text)
    or current_user = 'quarterdeck_worker' and new.decided_via = 'person' and old.decided_via is distinct from 'person')
  then
    raise exception using errcode = '42501', message = 'a decision carries the name of whoever makes it';
  end if;
  if old.status = 'pending' then
    return new;
  end if;
  if (new.payload, new.recipient, new.account, new.effect_kind, new.digest, new.policy_version, new.preview, new.revision, new.mode)
       is distinct from
     (old.payload, old.recipient, old.account, old.effect_kind, old.digest, old.policy_version, old.preview, old.revision, old.mode) then
    raise exception using errcode = 'QD003', message = 'a decided approval keeps the payload that was decided';
  end if;
  if new.status = old.status and (new.decided_by, new.decided_via, new.decided_at, new.decision_reason)
       is distinct from (old.decided_by, old.decided_via, old.decided_at, old.decision_reason) then
    raise exception using errcode = 'QD003', message = 'a decided approval keeps who decided, when and why';
  end if;
  return new;
end
$$;
comment on function private.guard_approved_payload() is 'What was decided stays what was decided (SQLSTATE QD003), and nobody decides in another''s name (42501).';
create trigger approvals_guard before update on public.approvals
  for each row execute function private.guard_approved_payload();

create function private.refuse_of_dry_run() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if exists (select from public.tasks t where t.id = new.task_id and t.is_dry_run) then
    raise exception using errcode = 'QD006', message = 'a dry run proposes nothing: what it stages is rolled back';
  end if;
  return null;
end
$$;
comment on function private.refuse_of_dry_run() is 'Refuses to commit a proposal of a dry run (SQLSTATE QD006): inside the transaction it may be read, and is then undone.';
-- At the commit, since a dry run stages what a real one would, reads it and rolls it back.
create constraint trigger approvals_dry_run after insert on public.approvals
  deferrable initially deferred for each row execute function private.refuse_of_dry_run();

create table public.feedback (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  domain text not null,
  task text not null,
  approval_id uuid,
  contact_id uuid,
  kind text not null check (kind in ('rejected', 'edited')),
  reason text,
  before jsonb,
  after jsonb,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, approval_id) references public.approvals (workspace_id, id) on delete set null (approval_id),
  foreign key (workspace_id, contact_id) references public.contacts (workspace_id, id) on delete set null (contact_id)
);
comment on table public.feedback is 'What people refused or changed, which the next draft must take into account. Append-only.';
create index feedback_approval_idx on public.feedback (approval_id) where approval_id is not null;
create index feedback_contact_idx on public.feedback (contact_id) where contact_id is not null;
create index feedback_domain_idx on public.feedback (workspace_id, domain, id desc);

alter table public.approvals enable row level security;
alter table public.feedback enable row level security;
revoke all on public.approvals, public.feedback from anon, authenticated;
grant select on public.approvals, public.feedback to authenticated, quarterdeck_worker;
grant select on public.approvals to quarterdeck_scheduler;
grant update (status, payload, recipient, account, digest, policy_version, revision, preview, author_kind, snoozed_until, decided_by, decided_via, decided_at, decision_reason)
  on public.approvals to quarterdeck_person;
grant insert, update (status, expires_at, account, policy_version, digest, decided_by, decided_via, decided_at, decision_reason)
  on public.approvals to quarterdeck_worker;
grant insert on public.feedback to quarterdeck_person;

create policy approvals_select on public.approvals for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy approvals_update on public.approvals for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy approvals_worker_select on public.approvals for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy approvals_worker_insert on public.approvals for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and decided_via is distinct from 'person');
create policy approvals_worker_update on public.approvals for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy approvals_scheduler_select on public.approvals for select to quarterdeck_scheduler using (true);
create policy feedback_select on public.feedback for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy feedback_insert on public.feedback for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy feedback_worker_select on public.feedback for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
