-- Files of deliverables, and the videos that are being rendered.

create table public.output_files (
  workspace_id uuid not null references public.workspaces on delete cascade,
  output_id uuid not null,
  name text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  mime_type text not null check (mime_type ~ '^[a-z]+/[a-z0-9.+-]{1,80}$'),
  byte_count integer not null check (byte_count between 1 and 50 * 1024 * 1024 and byte_count = octet_length(bytes)),
  sha256 bytea not null check (octet_length(sha256) = 32),
  bytes bytea not null,
  created_at timestamptz not null default now(),
  primary key (output_id, name),
  foreign key (workspace_id, output_id) references public.outputs (workspace_id, id) on delete cascade
);
comment on table public.output_files is 'What a deliverable consists of beside its text, such as a video and its captions. Written with it, never changed.';
comment on column public.output_files.bytes is 'Stored apart and uncompressed, so that reading a part reads only that part.';
alter table public.output_files alter column bytes set storage external;
create index output_files_workspace_id_idx on public.output_files (workspace_id);

create type public.render_status as enum ('queued', 'rendering', 'completed', 'failed');

create table public.render_jobs (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  brief_id uuid not null,
  title text not null check (length(title) > 0),
  format text not null check (format in ('vertical', 'square', 'landscape')),
  scenes jsonb not null,
  is_untrusted boolean not null default false,
  status public.render_status not null default 'queued',
  attempts integer not null default 0 check (attempts >= 0),
  task_id uuid,
  lease_until timestamptz,
  progress real not null default 0 check (progress between 0 and 1),
  error text,
  output_id uuid,
  offered_at timestamptz,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  foreign key (workspace_id, brief_id) references public.outputs (workspace_id, id) on delete cascade,
  foreign key (workspace_id, output_id) references public.outputs (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id),
  check (status <> 'rendering' or lease_until is not null),
  check (status <> 'completed' or output_id is not null)
);
comment on table public.render_jobs is 'A video to be made from a brief: where it stands, however often the work was cut off.';
comment on column public.render_jobs.task_id is 'The task that works on it, or last did.';
comment on column public.render_jobs.lease_until is 'Until when the work counts as alive; after it, whoever looks may take the job up again.';
comment on column public.render_jobs.output_id is 'The finished video.';
comment on column public.render_jobs.offered_at is 'When publishing the video was proposed.';
create index render_jobs_workspace_id_idx on public.render_jobs (workspace_id, created_at desc, id desc);
create index render_jobs_unfinished_idx on public.render_jobs (workspace_id) where status in ('queued', 'rendering');
create index render_jobs_brief_idx on public.render_jobs (brief_id);
create index render_jobs_output_idx on public.render_jobs (output_id) where output_id is not null;
create index render_jobs_task_idx on public.render_jobs (task_id) where task_id is not null;
create trigger render_jobs_transition before update of status on public.render_jobs
  for each row execute function private.enforce_transition(
    'queued>rendering', 'queued>failed', 'rendering>queued', 'rendering>completed', 'rendering>failed', 'failed>queued');

alter table public.output_files enable row level security;
alter table public.render_jobs enable row level security;
revoke all on public.output_files, public.render_jobs from anon, authenticated;
grant select on public.output_files, public.render_jobs to authenticated, quarterdeck_worker;
grant insert on public.output_files, public.render_jobs to quarterdeck_worker;
grant update (status, attempts, task_id, lease_until, progress, error, output_id, offered_at, finished_at)
  on public.render_jobs to quarterdeck_worker;

create policy output_files_select on public.output_files for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy output_files_worker_select on public.output_files for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy output_files_worker_insert on public.output_files for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy render_jobs_select on public.render_jobs for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy render_jobs_worker_select on public.render_jobs for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy render_jobs_worker_insert on public.render_jobs for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and status = 'queued');
create policy render_jobs_worker_update on public.render_jobs for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
