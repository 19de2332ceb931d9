-- The words of tasks, so that a text is found among a million of them without reading them.

create table public.task_terms (
  workspace_id uuid not null references public.workspaces on delete cascade,
  term text collate "C" not null check (length(term) between 1 and 100),
  first_id uuid not null,
  task_ids uuid[] not null,
  primary key (workspace_id, term, first_id)
);
comment on table public.task_terms is 'Which tasks of a batch hold a word. Batches follow the ids and never overlap. Written by upkeep, not by the work itself.';
comment on column public.task_terms.first_id is 'The oldest task of the batch, whether it holds the word or not.';
comment on column public.task_terms.task_ids is 'Newest first.';

create table public.task_term_progress (
  workspace_id uuid primary key references public.workspaces on delete cascade,
  through_id uuid not null
);
comment on table public.task_term_progress is 'The newest task whose words are in task_terms; what is newer is searched row by row.';

create function private.part_words(body text) returns text
language sql immutable parallel safe
return regexp_replace(regexp_replace(body, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', '', 'g'),
  '(?<=[[:alnum:]])[@_](?=[[:alnum:]])|(?<=[[:alpha:]])[./-](?=[[:alpha:]])', ' ', 'g');
comment on function private.part_words(text) is 'A text without ids, its addresses and joined words in their parts. Of a JSON text nothing but strings is changed.';

create function private.list_words(value jsonb) returns tsvector
language sql immutable parallel safe
return jsonb_to_tsvector('simple'::regconfig, private.part_words(value::text)::jsonb, '["string"]');
comment on function private.list_words(jsonb) is 'The words of all texts in a value, without the names of its fields.';

create function private.list_task_words(domain text, task text, title text, params jsonb, result jsonb, error jsonb) returns tsvector
language sql immutable parallel safe
return to_tsvector('simple'::regconfig, private.part_words(domain || ' ' || task || ' ' || coalesce(title, '')))
  || private.list_words(case when pg_column_size(params) < 16000 then params else '{}' end)
  || private.list_words(coalesce(case when pg_column_size(result) < 16000 then result else jsonb_build_object('reason', result -> 'reason') end, '{}'))
  || private.list_words(coalesce(error, '{}'));
comment on function private.list_task_words(text, text, text, jsonb, jsonb, jsonb) is 'What a task can be found by: its names, and the texts in what it was given, what came of it and why it failed. Of a large result only the reason.';
grant execute on function private.part_words(text), private.list_words(jsonb), private.list_task_words(text, text, text, jsonb, jsonb, jsonb) to authenticated, quarterdeck_worker;

alter table public.task_terms enable row level security;
alter table public.task_term_progress enable row level security;
revoke all on public.task_terms, public.task_term_progress from anon, authenticated;
grant select on public.task_terms, public.task_term_progress to authenticated, quarterdeck_worker;
grant insert on public.task_terms to quarterdeck_worker;
grant insert, update (through_id) on public.task_term_progress to quarterdeck_worker;
grant select on public.task_term_progress to quarterdeck_scheduler;

create policy task_terms_select on public.task_terms for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy task_terms_worker_select on public.task_terms for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy task_terms_worker_insert on public.task_terms for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy task_term_progress_select on public.task_term_progress for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy task_term_progress_worker_select on public.task_term_progress for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy task_term_progress_worker_insert on public.task_term_progress for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy task_term_progress_worker_update on public.task_term_progress for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy task_term_progress_scheduler_select on public.task_term_progress for select to quarterdeck_scheduler using (true);
