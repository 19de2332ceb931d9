-- Events that must reach the executor, written with what they tell; and the keys that make a repeated command harmless.

create table public.outbox (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  name text not null,
  data jsonb not null,
  send_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table public.outbox is 'Events not yet accepted by the executor. The id is the event''s id, so sending twice is harmless; a row is deleted once accepted.';
create index outbox_created_at_idx on public.outbox (created_at);
create index outbox_workspace_id_idx on public.outbox (workspace_id);

create table public.idempotency_keys (
  workspace_id uuid not null references public.workspaces on delete cascade,
  actor text not null,
  key text not null check (length(key) between 1 and 200),
  operation text not null,
  body_digest text not null,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (workspace_id, actor, key)
);
comment on table public.idempotency_keys is 'The first answer to a keyed command. The same key with another body is refused. Kept for 24 hours.';
create index idempotency_keys_created_at_idx on public.idempotency_keys (created_at);

alter table public.outbox enable row level security;
alter table public.idempotency_keys enable row level security;
revoke all on public.outbox, public.idempotency_keys from anon, authenticated;
grant insert on public.outbox to quarterdeck_person, quarterdeck_worker;
grant select, delete on public.outbox to quarterdeck_scheduler;
grant select, insert, update (response) on public.idempotency_keys to quarterdeck_person;
grant select, delete on public.idempotency_keys to quarterdeck_scheduler;

create policy outbox_insert on public.outbox for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy outbox_worker_insert on public.outbox for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy outbox_scheduler_select on public.outbox for select to quarterdeck_scheduler using (true);
create policy outbox_scheduler_delete on public.outbox for delete to quarterdeck_scheduler using (true);

create policy idempotency_keys_select on public.idempotency_keys for select to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]) and actor = (select private.actor_id())::text);
create policy idempotency_keys_insert on public.idempotency_keys for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]) and actor = (select private.actor_id())::text);
create policy idempotency_keys_update on public.idempotency_keys for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]) and actor = (select private.actor_id())::text)
  with check (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]) and actor = (select private.actor_id())::text);
create policy idempotency_keys_scheduler_select on public.idempotency_keys for select to quarterdeck_scheduler using (true);
create policy idempotency_keys_scheduler_delete on public.idempotency_keys for delete to quarterdeck_scheduler using (true);
