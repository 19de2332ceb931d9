-- What comes in from outside: who may call, what was called, and what a call leads to.

create table public.webhook_sources (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  public_id text not null unique check (public_id ~ '^whs_[A-Za-z0-9]{32}$'),
  name text not null check (length(trim(name)) between 1 and 80),
  kind text not null check (kind in ('standard', 'sendgrid', 'telegram')),
  sealed_secret text not null,
  sealed_previous text,
  previous_until timestamptz,
  is_enabled boolean not null default true,
  refused integer not null default 0,
  last_refused_at timestamptz,
  last_refusal text,
  last_received_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.webhook_sources is 'An outside program that may call in. Its public id is the address; its secret proves each call.';
comment on column public.webhook_sources.public_id is 'The unguessable last part of the address: names the workspace without anybody signing in.';
comment on column public.webhook_sources.sealed_secret is 'What calls are proved with, sealed by the installation''s key: no person''s role may read it.';
comment on column public.webhook_sources.sealed_previous is 'The secret before the last rotation, good until previous_until.';
comment on column public.webhook_sources.last_refusal is 'Why the last refused call was refused. Refused calls themselves are not kept.';
create unique index webhook_sources_workspace_id_idx on public.webhook_sources (workspace_id, id desc);
create trigger webhook_sources_touch before update on public.webhook_sources
  for each row execute function private.touch_updated_at();

create function private.keep_previous_secret() returns trigger
language plpgsql set search_path = ''
as $$ begin new.sealed_previous := old.sealed_secret; return new; end $$;
comment on function private.keep_previous_secret() is 'A rotation keeps the secret before it: whoever rotates may not read either.';
create trigger webhook_sources_rotate before update of sealed_secret on public.webhook_sources
  for each row when (new.sealed_secret is distinct from old.sealed_secret)
  execute function private.keep_previous_secret();

create table public.webhook_rules (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  source_id uuid not null,
  name text not null check (length(trim(name)) between 1 and 80),
  position integer not null default 0,
  is_enabled boolean not null default true,
  event_type text,
  conditions jsonb not null default '[]' check (jsonb_typeof(conditions) = 'array'),
  contact_fields jsonb check (jsonb_typeof(contact_fields) = 'array'),
  may_overwrite boolean not null default false,
  task text check (task ~ '^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$'),
  params jsonb not null default '[]' check (jsonb_typeof(params) = 'array'),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (contact_fields is not null or task is not null),
  foreign key (workspace_id, source_id) references public.webhook_sources (workspace_id, id) on delete cascade
);
comment on table public.webhook_rules is 'What a kind of event leads to: a contact noted from it, a task dispatched for it, or both.';
comment on column public.webhook_rules.event_type is 'The type that an event must have; null for every type. A trailing * stands for any ending.';
comment on column public.webhook_rules.conditions is 'What must all hold in the payload: path, operator, value.';
comment on column public.webhook_rules.contact_fields is 'Which field of a contact stands where in the payload; null when no contact is noted.';
comment on column public.webhook_rules.may_overwrite is 'Whether the payload replaces what is already known of a contact; otherwise it only fills what is empty.';
comment on column public.webhook_rules.params is 'How the task''s params are made: each from the payload, from the contact, or constant.';
create unique index webhook_rules_workspace_id_idx on public.webhook_rules (workspace_id, id);
create index webhook_rules_source_idx on public.webhook_rules (source_id, position, id);
create trigger webhook_rules_touch before update on public.webhook_rules
  for each row execute function private.touch_updated_at();

create table public.webhook_events (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  source_id uuid not null,
  dedupe_key text not null check (length(dedupe_key) between 1 and 300),
  event_type text not null default '',
  headers jsonb not null default '{}',
  body text not null,
  verdict text not null default 'received' check (verdict in ('received', 'acted', 'noted', 'no-rule', 'failed')),
  outcomes jsonb not null default '[]',
  repeats integer not null default 0,
  replays integer not null default 0,
  received_at timestamptz not null,
  handled_at timestamptz,
  foreign key (workspace_id, source_id) references public.webhook_sources (workspace_id, id) on delete cascade
);
comment on table public.webhook_events is 'Each proved event as it came, once, with what it led to. Its text is from outside and trusted by nobody.';
comment on column public.webhook_events.dedupe_key is 'The sender''s own id for it: a repetition is answered and changes nothing.';
comment on column public.webhook_events.body is 'The text as it was received, of one event; a batch is stored event by event.';
comment on column public.webhook_events.verdict is 'acted: a rule was carried out; noted: the product itself took note; no-rule: kept, and nothing else; failed: what a rule asked for was not possible.';
comment on column public.webhook_events.outcomes is 'What each rule led to, or why it could not.';
comment on column public.webhook_events.repeats is 'How often the sender sent it again.';
comment on column public.webhook_events.replays is 'How often a member had it handled again.';
create unique index webhook_events_workspace_id_idx on public.webhook_events (workspace_id, id desc);
create unique index webhook_events_dedupe_key on public.webhook_events (source_id, dedupe_key);
create index webhook_events_source_idx on public.webhook_events (source_id, id desc);
create index webhook_events_verdict_idx on public.webhook_events (workspace_id, verdict, id desc);

alter table public.webhook_sources enable row level security;
alter table public.webhook_rules enable row level security;
alter table public.webhook_events enable row level security;
revoke all on public.webhook_sources, public.webhook_rules, public.webhook_events from anon, authenticated;
grant select (id, workspace_id, public_id, name, kind, previous_until, is_enabled, refused, last_refused_at, last_refusal,
  last_received_at, created_by, created_at, updated_at)
  on public.webhook_sources to authenticated;
grant insert, update (name, is_enabled, sealed_secret, previous_until) on public.webhook_sources to quarterdeck_person;
grant select, update (refused, last_refused_at, last_refusal, last_received_at) on public.webhook_sources to quarterdeck_worker;
grant select (id, workspace_id, public_id) on public.webhook_sources to quarterdeck_scheduler;
grant select on public.webhook_rules to authenticated, quarterdeck_worker;
grant insert, delete, update (name, position, is_enabled, event_type, conditions, contact_fields, may_overwrite, task, params)
  on public.webhook_rules to quarterdeck_person;
grant select on public.webhook_events to authenticated, quarterdeck_worker;
grant insert, update (verdict, outcomes, repeats, handled_at) on public.webhook_events to quarterdeck_worker;
grant update (verdict, outcomes, replays, handled_at) on public.webhook_events to quarterdeck_person;
-- A lead that comes in is noted by the product itself, inside the one workspace.
grant insert on public.contacts to quarterdeck_worker;
grant update (external_id, name, email, phone, company, job_title, time_zone, outcome) on public.contacts to quarterdeck_worker;

create policy contacts_worker_insert on public.contacts for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));

create policy webhook_sources_select on public.webhook_sources for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy webhook_sources_insert on public.webhook_sources for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy webhook_sources_update on public.webhook_sources for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy webhook_sources_worker_select on public.webhook_sources for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy webhook_sources_worker_update on public.webhook_sources for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy webhook_sources_scheduler_select on public.webhook_sources for select to quarterdeck_scheduler using (true);

create policy webhook_rules_select on public.webhook_rules for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy webhook_rules_insert on public.webhook_rules for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy webhook_rules_update on public.webhook_rules for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy webhook_rules_delete on public.webhook_rules for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy webhook_rules_worker_select on public.webhook_rules for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));

create policy webhook_events_select on public.webhook_events for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy webhook_events_update on public.webhook_events for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy webhook_events_worker_select on public.webhook_events for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy webhook_events_worker_insert on public.webhook_events for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy webhook_events_worker_update on public.webhook_events for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
