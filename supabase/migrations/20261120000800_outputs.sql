-- Deliverables and their revisions.

create type public.output_kind as enum ('report', 'draft', 'brief', 'video', 'finding');
create type public.output_status as enum ('open', 'accepted', 'changes_requested', 'superseded');
create type public.author_kind as enum ('template', 'model', 'engine', 'person');

create table public.outputs (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  task_id uuid not null,
  domain text not null,
  kind public.output_kind not null,
  title text not null check (length(title) > 0),
  status public.output_status not null default 'open',
  revision integer not null default 1,
  about text check (length(about) between 1 and 200),
  decided_by uuid,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete cascade
);
comment on table public.outputs is 'A deliverable of a task; its text is in output_revisions.';
comment on column public.outputs.about is 'What it is about, within its agent: a later one about the same supersedes it while nobody has accepted it.';
comment on column public.outputs.decided_by is 'Who accepted it or asked for changes; null while it is new.';
create unique index outputs_workspace_id_idx on public.outputs (workspace_id, id desc);
create index outputs_domain_idx on public.outputs (workspace_id, domain, id desc);
-- One index per state and kind, as for tasks: comparing an enum is not leakproof, but a partial index can be chosen for it.
create index outputs_open_idx on public.outputs (workspace_id, id desc) where status = 'open';
create index outputs_accepted_idx on public.outputs (workspace_id, id desc) where status = 'accepted';
create index outputs_asked_idx on public.outputs (workspace_id, id desc) where status = 'changes_requested';
create index outputs_superseded_idx on public.outputs (workspace_id, id desc) where status = 'superseded';
create index outputs_report_idx on public.outputs (workspace_id, id desc) where kind = 'report';
create index outputs_draft_idx on public.outputs (workspace_id, id desc) where kind = 'draft';
create index outputs_brief_idx on public.outputs (workspace_id, id desc) where kind = 'brief';
create index outputs_video_idx on public.outputs (workspace_id, id desc) where kind = 'video';
create index outputs_finding_idx on public.outputs (workspace_id, id desc) where kind = 'finding';
create index outputs_about_idx on public.outputs (workspace_id, domain, about)
  where about is not null and status in ('open', 'changes_requested');
create index outputs_task_idx on public.outputs (task_id);
create trigger outputs_touch before update on public.outputs for each row execute function private.touch_updated_at();
create trigger outputs_transition before update of status on public.outputs
  for each row execute function private.enforce_transition(
    'open>accepted', 'open>changes_requested', 'open>superseded', 'accepted>open',
    'changes_requested>open', 'changes_requested>accepted', 'changes_requested>superseded');

create table public.output_revisions (
  workspace_id uuid not null references public.workspaces on delete cascade,
  output_id uuid not null,
  revision integer not null check (revision >= 1),
  content jsonb not null,
  author_kind public.author_kind not null,
  author text not null,
  is_untrusted boolean not null default false,
  feedback text,
  created_at timestamptz not null default now(),
  primary key (output_id, revision),
  foreign key (workspace_id, output_id) references public.outputs (workspace_id, id) on delete cascade
);
comment on table public.output_revisions is 'Every version of a deliverable, with who or what wrote it. Append-only.';
comment on column public.output_revisions.is_untrusted is 'True when text from outside the workspace went into it.';
comment on column public.output_revisions.feedback is 'What a person had asked for, which this revision answers.';
create index output_revisions_workspace_id_idx on public.output_revisions (workspace_id);

create table public.output_requests (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  output_id uuid not null,
  revision integer not null check (revision >= 1),
  feedback text not null check (length(feedback) between 1 and 2000),
  task_id uuid,
  requested_by uuid not null,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, output_id) references public.outputs (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id)
);
comment on table public.output_requests is 'What people asked to be changed about a revision. Append-only.';
comment on column public.output_requests.task_id is 'The task that writes the next revision; null where its agent cannot, and a person does.';
create index output_requests_workspace_id_idx on public.output_requests (workspace_id);
create index output_requests_output_idx on public.output_requests (output_id, id desc);
create index output_requests_task_idx on public.output_requests (task_id) where task_id is not null;

alter table public.outputs enable row level security;
alter table public.output_revisions enable row level security;
alter table public.output_requests enable row level security;
revoke all on public.outputs, public.output_revisions, public.output_requests from anon, authenticated;
grant select on public.outputs, public.output_revisions, public.output_requests to authenticated, quarterdeck_worker;
grant insert on public.outputs to quarterdeck_worker;
grant insert on public.output_requests to quarterdeck_person;
grant update (status, revision, title, decided_by, decided_at) on public.outputs to quarterdeck_person, quarterdeck_worker;
grant insert on public.output_revisions to quarterdeck_person, quarterdeck_worker;

create policy outputs_select on public.outputs for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy outputs_update on public.outputs for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[])
    and (decided_by is null or decided_by = (select private.actor_id())));
create policy outputs_worker_select on public.outputs for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy outputs_worker_insert on public.outputs for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and status = 'open');
create policy outputs_worker_update on public.outputs for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()) and decided_by is null);
create policy output_revisions_select on public.output_revisions for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy output_revisions_insert on public.output_revisions for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and author_kind = 'person');
create policy output_revisions_worker_select on public.output_revisions for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy output_revisions_worker_insert on public.output_revisions for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and author_kind <> 'person');
create policy output_requests_select on public.output_requests for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy output_requests_insert on public.output_requests for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and requested_by = (select private.actor_id()));
create policy output_requests_worker_select on public.output_requests for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
