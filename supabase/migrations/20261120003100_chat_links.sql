-- Members who carry approvals in their pocket, and the questions that were put to them there.

create table public.chat_links (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  user_id uuid not null,
  code_hash bytea,
  code_expires_at timestamptz,
  chat_user_id text,
  chat_id text,
  chat_name text,
  wants_approvals boolean not null default true,
  linked_at timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, user_id),
  foreign key (workspace_id, user_id) references public.members (workspace_id, user_id) on delete cascade,
  check ((linked_at is null) = (chat_id is null) and (chat_id is null) = (chat_user_id is null)),
  check (linked_at is null or code_hash is null)
);
comment on table public.chat_links is 'A member''s own account in a chat. Until the one-time code has come in from there it is linked to nothing; it ends with the membership.';
comment on column public.chat_links.code_hash is 'Of the code that links, good once and until code_expires_at. The code itself is told once and not kept.';
comment on column public.chat_links.chat_user_id is 'Who must press: presses by anybody else decide nothing.';
comment on column public.chat_links.wants_approvals is 'Whether this member is asked in the chat when something waits for a decision.';
create unique index chat_links_workspace_id_idx on public.chat_links (workspace_id, id);
create unique index chat_links_chat_user_key on public.chat_links (workspace_id, chat_user_id) where chat_user_id is not null;
create unique index chat_links_code_key on public.chat_links (code_hash) where code_hash is not null;

create table public.chat_questions (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  link_id uuid not null,
  approval_id uuid not null,
  digest text not null check (length(digest) = 64),
  token_hash bytea not null unique,
  message_id text,
  is_whole boolean not null,
  outcome text,
  asked_at timestamptz not null default now(),
  answered_at timestamptz,
  unique (link_id, approval_id, digest),
  foreign key (workspace_id, link_id) references public.chat_links (workspace_id, id) on delete cascade,
  foreign key (workspace_id, approval_id) references public.approvals (workspace_id, id) on delete cascade
);
comment on table public.chat_questions is 'One proposal shown to one member in the chat: what a button there stands for. The button carries a token, never the decision itself.';
comment on column public.chat_questions.digest is 'Of exactly what was shown: what a press decides on.';
comment on column public.chat_questions.is_whole is 'False when the message could not show all of it: then it cannot be approved there.';
comment on column public.chat_questions.message_id is 'The message in the chat; null until the vendor has taken it.';
create unique index chat_questions_workspace_id_idx on public.chat_questions (workspace_id, id);
create index chat_questions_approval_idx on public.chat_questions (approval_id);

alter table public.chat_links enable row level security;
alter table public.chat_questions enable row level security;
revoke all on public.chat_links, public.chat_questions from anon, authenticated;
grant select (id, workspace_id, user_id, code_expires_at, chat_name, wants_approvals, linked_at, created_at)
  on public.chat_links to authenticated;
grant insert, delete, update (wants_approvals) on public.chat_links to quarterdeck_person;
grant select, update (code_hash, code_expires_at, chat_user_id, chat_id, chat_name, linked_at) on public.chat_links to quarterdeck_worker;
grant select, insert, update (token_hash, message_id, is_whole, outcome, asked_at, answered_at) on public.chat_questions to quarterdeck_worker;

create policy chat_links_select on public.chat_links for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[])
    or (user_id = (select private.actor_id()) and workspace_id = any ((select private.my_workspaces('viewer'))::uuid[])));
create policy chat_links_insert on public.chat_links for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[])
    and user_id = (select private.actor_id()) and linked_at is null);
create policy chat_links_update on public.chat_links for update to quarterdeck_person
  using (user_id = (select private.actor_id()) and workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]))
  with check (user_id = (select private.actor_id()) and workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy chat_links_delete on public.chat_links for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[])
    or (user_id = (select private.actor_id()) and workspace_id = any ((select private.my_workspaces('viewer'))::uuid[])));
create policy chat_links_worker_select on public.chat_links for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy chat_links_worker_update on public.chat_links for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));

create policy chat_questions_worker_select on public.chat_questions for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy chat_questions_worker_insert on public.chat_questions for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()));
create policy chat_questions_worker_update on public.chat_questions for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
