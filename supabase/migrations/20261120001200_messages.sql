-- Agent to agent, agent to person, or to all.

create type public.message_type as enum ('request', 'response', 'notification', 'escalation', 'status-update', 'handoff');

create table public.messages (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  type public.message_type not null,
  topic text not null,
  from_domain text,
  from_person uuid,
  to_domain text,
  priority smallint not null default 5 check (priority between 1 and 10),
  body text not null,
  payload jsonb not null default '{}',
  correlation_id uuid not null,
  depth smallint not null default 0 check (depth between 0 and 8),
  requires_response boolean not null default false,
  deadline_at timestamptz,
  answers uuid,
  task_id uuid,
  handled_by_task_id uuid,
  is_untrusted boolean not null default false,
  read_at timestamptz,
  answered_at timestamptz,
  overdue_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, task_id) references public.tasks (workspace_id, id) on delete set null (task_id),
  foreign key (workspace_id, handled_by_task_id) references public.tasks (workspace_id, id) on delete set null (handled_by_task_id)
);
comment on table public.messages is 'A message between agents, or from an agent to the people. to_domain null means the people of the workspace.';
comment on column public.messages.task_id is 'The task that wrote it.';
comment on column public.messages.overdue_at is 'When its deadline had passed without an answer and it was turned over to the people. It may still be answered.';
create unique index messages_workspace_id_idx on public.messages (workspace_id, id desc);
alter table public.messages add foreign key (workspace_id, answers)
  references public.messages (workspace_id, id) on delete set null (answers);
create index messages_answers_idx on public.messages (answers) where answers is not null;
create index messages_handled_by_idx on public.messages (handled_by_task_id) where handled_by_task_id is not null;
create index messages_correlation_idx on public.messages (workspace_id, correlation_id, id);
create index messages_from_idx on public.messages (workspace_id, from_domain, id desc);
create index messages_to_idx on public.messages (workspace_id, to_domain, id desc);
create index messages_task_idx on public.messages (task_id) where task_id is not null;
create index messages_deadline_idx on public.messages (deadline_at)
  where requires_response and answered_at is null and overdue_at is null;

create table public.message_threads (
  workspace_id uuid not null references public.workspaces on delete cascade,
  id uuid not null,
  first_message_id uuid not null,
  last_message_id uuid not null,
  message_count integer not null,
  open_count integer not null,
  primary key (workspace_id, id)
);
comment on table public.message_threads is 'One conversation: the messages with one correlation id, counted as they come, so that a list of them reads no message twice.';
comment on column public.message_threads.open_count is 'Messages that wait for an answer by a person.';
create index message_threads_last_idx on public.message_threads (workspace_id, last_message_id desc);

create table public.message_thread_marks (
  workspace_id uuid not null references public.workspaces on delete cascade,
  thread_id uuid not null,
  mark text not null,
  last_message_id uuid not null,
  primary key (workspace_id, thread_id, mark),
  foreign key (workspace_id, thread_id) references public.message_threads (workspace_id, id) on delete cascade
);
comment on table public.message_thread_marks is 'What conversations can be found by: agent:<domain>, type:<type>, waits. As text, whose comparison an index serves under row-level security.';
create index message_thread_marks_mark_idx on public.message_thread_marks (workspace_id, mark, last_message_id desc);

create table public.message_unread (
  workspace_id uuid not null references public.workspaces on delete cascade,
  user_id uuid not null,
  thread_id uuid not null,
  last_message_id uuid not null,
  message_count integer not null check (message_count > 0),
  primary key (workspace_id, user_id, thread_id),
  foreign key (workspace_id, user_id) references public.members (workspace_id, user_id) on delete cascade,
  foreign key (workspace_id, thread_id) references public.message_threads (workspace_id, id) on delete cascade
);
comment on table public.message_unread is 'What each member has not read yet of the messages to the people of the workspace.';
create index message_unread_thread_idx on public.message_unread (workspace_id, thread_id);
create index message_unread_last_idx on public.message_unread (workspace_id, user_id, last_message_id desc);

create function private.keep_threads() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- In the order of their ids, so that two transactions never wait for one another.
  insert into public.message_threads as t (workspace_id, id, first_message_id, last_message_id, message_count, open_count)
  select workspace_id, correlation_id, (array_agg(id order by id))[1], (array_agg(id order by id desc))[1], count(*),
         count(*) filter (where requires_response and to_domain is null and answered_at is null)
  from fresh group by workspace_id, correlation_id order by correlation_id
  on conflict (workspace_id, id) do update
    set last_message_id = greatest(t.last_message_id, excluded.last_message_id),
        message_count = t.message_count + excluded.message_count, open_count = t.open_count + excluded.open_count;

  insert into public.message_thread_marks (workspace_id, thread_id, mark, last_message_id)
  select distinct on (f.workspace_id, f.correlation_id, m.mark) f.workspace_id, f.correlation_id, m.mark, f.id
  from fresh f cross join lateral (values
    ('type:' || f.type::text), ('agent:' || f.from_domain), ('agent:' || f.to_domain),
    (case when f.requires_response and f.to_domain is null and f.answered_at is null then 'waits' end)) m(mark)
  where m.mark is not null
  order by f.workspace_id, f.correlation_id, m.mark, f.id desc
  on conflict do nothing;

  insert into public.message_unread as u (workspace_id, user_id, thread_id, last_message_id, message_count)
  select f.workspace_id, m.user_id, f.correlation_id, (array_agg(f.id order by f.id desc))[1], count(*)
  from fresh f join public.members m on m.workspace_id = f.workspace_id
  where f.to_domain is null and f.from_person is distinct from m.user_id
  group by f.workspace_id, m.user_id, f.correlation_id order by f.correlation_id, m.user_id
  on conflict (workspace_id, user_id, thread_id) do update set message_count = u.message_count + excluded.message_count;

  update public.message_thread_marks k set last_message_id = t.last_message_id
  from public.message_threads t
  where (t.workspace_id, t.id) in (select workspace_id, correlation_id from fresh)
    and k.workspace_id = t.workspace_id and k.thread_id = t.id and k.last_message_id < t.last_message_id;
  update public.message_unread u set last_message_id = t.last_message_id
  from public.message_threads t
  where (t.workspace_id, t.id) in (select workspace_id, correlation_id from fresh)
    and u.workspace_id = t.workspace_id and u.thread_id = t.id and u.last_message_id < t.last_message_id;
  return null;
end
$$;
comment on function private.keep_threads() is 'Counts fresh messages into their conversations, and notes for each member what is unread.';
create trigger messages_threads after insert on public.messages
  referencing new table as fresh for each statement execute function private.keep_threads();

create function private.close_waiting() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  still_open integer;
begin
  update public.message_threads set open_count = open_count - 1
  where workspace_id = new.workspace_id and id = new.correlation_id
  returning open_count into still_open;
  if still_open = 0 then
    delete from public.message_thread_marks
    where workspace_id = new.workspace_id and thread_id = new.correlation_id and mark = 'waits';
  end if;
  return null;
end
$$;
comment on function private.close_waiting() is 'A message that waited for a person has its answer: its conversation no longer waits for it.';
create trigger messages_answered after update of answered_at on public.messages for each row
  when (old.answered_at is null and new.answered_at is not null and new.requires_response and new.to_domain is null)
  execute function private.close_waiting();

alter table public.message_threads enable row level security;
alter table public.message_thread_marks enable row level security;
alter table public.message_unread enable row level security;
revoke all on public.message_threads, public.message_thread_marks, public.message_unread from anon, authenticated;
grant select on public.message_threads, public.message_thread_marks, public.message_unread to authenticated;
grant insert, delete on public.message_unread to quarterdeck_person;

create policy message_threads_select on public.message_threads for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy message_thread_marks_select on public.message_thread_marks for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy message_unread_select on public.message_unread for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]) and user_id = (select private.actor_id()));
create policy message_unread_insert on public.message_unread for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]) and user_id = (select private.actor_id()));
create policy message_unread_delete on public.message_unread for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]) and user_id = (select private.actor_id()));

alter table public.messages enable row level security;
revoke all on public.messages from anon, authenticated;
grant select on public.messages to authenticated, quarterdeck_worker, quarterdeck_scheduler;
grant insert on public.messages to quarterdeck_worker;
grant insert on public.messages to quarterdeck_person;
grant update (read_at, answered_at) on public.messages to quarterdeck_person;
grant update (read_at, answered_at, overdue_at, handled_by_task_id) on public.messages to quarterdeck_worker;

create policy messages_select on public.messages for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy messages_insert on public.messages for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and type = 'response'
    and from_person = (select private.actor_id()) and from_domain is null and answers is not null and not requires_response);
create policy messages_update on public.messages for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('member'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]));
create policy messages_worker_select on public.messages for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));
create policy messages_worker_insert on public.messages for insert to quarterdeck_worker
  with check (workspace_id = (select private.worker_workspace()) and from_person is null);
create policy messages_worker_update on public.messages for update to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()))
  with check (workspace_id = (select private.worker_workspace()));
create policy messages_scheduler_select on public.messages for select to quarterdeck_scheduler using (true);
