-- People the agents know, and the one ledger of every touch.

create type public.consent as enum ('unknown', 'granted', 'denied');

create table public.contacts (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  external_id text,
  name text not null check (length(trim(name)) > 0),
  name_key text collate "C" generated always as (lower(name)) stored,
  family_key text collate "C" generated always as (lower(regexp_replace(trim(name), '^.*[[:space:]]', ''))) stored,
  email text collate "C" check (email = lower(email) and email ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$'),
  phone text,
  company text,
  company_key text collate "C" generated always as (lower(company)) stored,
  job_title text,
  time_zone text,
  attributes jsonb not null default '{}',
  outcome boolean,
  email_consent public.consent not null default 'unknown',
  score real check (score between 0 and 100),
  score_parts jsonb,
  scored_at timestamptz,
  is_research_ready boolean not null default false,
  interactions integer not null default 0 check (interactions >= 0),
  last_interaction_at timestamptz,
  source text not null default 'manual',
  import_id uuid,
  is_sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.contacts is 'A person the workspace knows. Without an address one can be scored but not written to.';
comment on column public.contacts.name_key is 'What a search by prefix compares: under row-level security an index serves plain columns, not lower(name).';
comment on column public.contacts.family_key is 'The last word of the name, as name_key: people are looked for by either.';
comment on column public.contacts.company_key is 'As name_key, for the company.';
comment on column public.contacts.outcome is 'Whether this person said yes in the past, where the import says so: what the fit model learns from.';
comment on column public.contacts.score_parts is 'The named parts that add up to the score.';
create unique index contacts_workspace_id_idx on public.contacts (workspace_id, id desc);
create index contacts_score_idx on public.contacts (workspace_id, score desc nulls last, id desc);
create index contacts_reachable_idx on public.contacts (workspace_id, score desc nulls last, id desc) where email is not null;
create index contacts_name_idx on public.contacts (workspace_id, name_key);
create index contacts_family_idx on public.contacts (workspace_id, family_key);
create index contacts_company_idx on public.contacts (workspace_id, company_key) where company_key is not null;
create unique index contacts_email_key on public.contacts (workspace_id, email) where email is not null;
create unique index contacts_external_id_key on public.contacts (workspace_id, external_id) where external_id is not null;
create trigger contacts_touch before update on public.contacts for each row execute function private.touch_updated_at();

create type public.touch_status as enum ('reserved', 'made', 'released');
create type public.touch_kind as enum ('outbound', 'reply', 'opt-out', 'bounce', 'meeting', 'note');

create table public.contact_ledger (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  contact_id uuid not null,
  channel text not null check (channel in ('email', 'sms', 'letter', 'post', 'other')),
  kind public.touch_kind not null,
  status public.touch_status not null default 'made',
  domain text,
  approval_id uuid,
  body text,
  is_untrusted boolean not null default false,
  happened_at timestamptz not null default now(),
  recorded_at timestamptz not null default now(),
  foreign key (workspace_id, contact_id) references public.contacts (workspace_id, id) on delete cascade
);
comment on table public.contact_ledger is 'Every touch of a person by any agent and channel, in both directions. Outbound ones are reserved before and settled after.';
comment on column public.contact_ledger.is_untrusted is 'True for text that came from outside: what is derived from it is never auto-approved.';
comment on column public.contact_ledger.recorded_at is 'When it became known here: what was drafted before a reply was known does not answer it.';
create index contact_ledger_contact_idx on public.contact_ledger (contact_id, happened_at desc);
create index contact_ledger_workspace_id_idx on public.contact_ledger (workspace_id, happened_at desc);
create index contact_ledger_inbound_idx on public.contact_ledger (workspace_id, recorded_at) where kind in ('reply', 'bounce', 'opt-out');
create unique index contact_ledger_approval_key on public.contact_ledger (approval_id) where approval_id is not null;
create trigger contact_ledger_transition before update of status on public.contact_ledger
  for each row execute function private.enforce_transition('reserved>made', 'reserved>released', 'released>reserved');

create type public.import_status as enum ('running', 'completed', 'failed');

create table public.imports (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  kind text not null check (kind in ('contacts', 'posts', 'videos', 'creators', 'creator_posts')),
  file_name text not null,
  encoding text not null default 'utf-8',
  mapping jsonb not null,
  status public.import_status not null default 'running',
  accepted integer not null default 0,
  updated integer not null default 0,
  rejected integer not null default 0,
  replaced integer not null default 0,
  rejections jsonb not null default '[]',
  notes jsonb not null default '[]',
  requested_by uuid not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.imports is 'One uploaded file: how its columns were read, what was taken and what was not.';
comment on column public.imports.encoding is 'How the bytes of the file were read as text.';
comment on column public.imports.replaced is 'How many of the updated rows repeat an earlier row of the same file.';
comment on column public.imports.rejections is 'The first ten thousand refused rows: line, field and reason.';
comment on column public.imports.notes is 'The first thousand rows that were taken with something to say: line, field and reason.';
create unique index imports_workspace_id_idx on public.imports (workspace_id, id desc);
create trigger imports_transition before update of status on public.imports
  for each row execute function private.enforce_transition('running>completed', 'running>failed');

alter table public.contacts enable row level security;
alter table public.contact_ledger enable row level security;
alter table public.imports enable row level security;
revoke all on public.contacts, public.contact_ledger, public.imports from anon, authenticated;
grant select on public.contacts, public.contact_ledger, public.imports to authenticated;
grant insert, delete on public.contacts to quarterdeck_person;
grant update (external_id, name, email, phone, company, job_title, time_zone, attributes, outcome, email_consent, score, score_parts,
  scored_at, is_research_ready, interactions, last_interaction_at, source, import_id, is_sample, updated_at)
  on public.contacts to quarterdeck_person;
grant insert on public.contact_ledger to quarterdeck_person;
grant update (status) on public.contact_ledger to quarterdeck_person;
grant insert, update (status, mapping, encoding, accepted, updated, rejected, replaced, rejections, notes, finished_at)
  on public.imports to quarterdeck_person;
grant select on public.contacts to quarterdeck_worker;
grant update (score, score_parts, scored_at, is_research_ready, attributes, interactions, last_interaction_at, email_consent)
  on public.contacts to quarterdeck_worker;
grant select, insert, update (status, happened_at) on public.contact_ledger to quarterdeck_worker;

create policy contacts_select on public.contacts for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy contacts_insert on public.contacts for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy contacts_update on public.contacts for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy contacts_delete on public.contacts for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy contacts_worker_select on public.contacts for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy contacts_worker_update on public.contacts for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));

create policy contact_ledger_select on public.contact_ledger for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy contact_ledger_insert on public.contact_ledger for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy contact_ledger_update on public.contact_ledger for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy contact_ledger_worker_select on public.contact_ledger for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy contact_ledger_worker_insert on public.contact_ledger for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy contact_ledger_worker_update on public.contact_ledger for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));

create policy imports_select on public.imports for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy imports_insert on public.imports for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy imports_update on public.imports for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
