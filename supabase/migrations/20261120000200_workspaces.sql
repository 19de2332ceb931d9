-- The tenant and its people.

create type public.member_role as enum ('viewer', 'member', 'admin', 'owner');
comment on type public.member_role is 'Ordered: each role may do what those before it may.';

create table public.workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(trim(name)) between 1 and 120),
  is_sample boolean not null default false,
  time_zone text not null default 'UTC',
  undo_window_seconds integer not null default 10 check (undo_window_seconds between 0 and 3600),
  approval_ttl_hours integer not null default 24 check (approval_ttl_hours between 1 and 720),
  policy_version integer not null default 1,
  autopilot_effects text[] not null default '{}',
  daily_effect_cap integer not null default 200 check (daily_effect_cap >= 0),
  daily_budget_micros bigint not null default 5000000 check (daily_budget_micros >= 0),
  quiet_from time,
  quiet_until time,
  touches_per_week integer not null default 3 check (touches_per_week >= 0),
  sweep_enabled boolean not null default true,
  sweep_at time not null default '05:00',
  created_by uuid not null,
  created_at timestamptz not null default now(),
  check ((quiet_from is null) = (quiet_until is null))
);
comment on table public.workspaces is 'The tenant: every other row belongs to one.';
comment on column public.workspaces.is_sample is 'True when its people and posts come from the product''s own generator.';
comment on column public.workspaces.policy_version is 'Part of every approval''s digest: raised by any change that could decide an effect differently.';
comment on column public.workspaces.autopilot_effects is 'Irreversible effect kinds that may run without a person, by name.';
comment on column public.workspaces.daily_effect_cap is 'The most effects that may leave on one day without a person approving each.';
comment on column public.workspaces.quiet_from is 'From this hour, in each person''s own zone, until quiet_until nobody is written to; null for no quiet hours.';
comment on column public.workspaces.touches_per_week is 'The most times all agents together may write to one person in seven days.';
comment on column public.workspaces.daily_budget_micros is 'The most that models may cost on one UTC day, in millionths of a US dollar.';

create table public.members (
  workspace_id uuid not null references public.workspaces on delete cascade,
  user_id uuid not null,
  role public.member_role not null,
  email text not null default '',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz,
  primary key (workspace_id, user_id)
);
comment on table public.members is 'Which people belong to a workspace, and as what.';
comment on column public.members.last_seen_at is 'When this person last had a page of the workspace open, to a few minutes; null while they have not.';
create index members_user_id_idx on public.members (user_id);

create function private.my_workspaces(minimum public.member_role) returns uuid[]
language sql stable security definer set search_path = ''
as $$
  select coalesce(array_agg(m.workspace_id), '{}')
  from public.members m
  where m.user_id = private.actor_id()
    and m.role >= minimum
    and (private.claims() ->> 'workspace_id' is null or m.workspace_id = private.worker_workspace())
$$;
comment on function private.my_workspaces(public.member_role) is 'The workspaces in which the actor has at least this role. A key''s claims narrow it to the key''s own workspace.';
grant execute on function private.my_workspaces(public.member_role) to authenticated, quarterdeck_person;

create function private.guard_owner() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if old.role <> 'owner' or (tg_op = 'UPDATE' and new.role = 'owner') then
    return coalesce(new, old);
  end if;
  -- Two owners who demote one another at once: the second waits here, then counts what the first left.
  perform from public.workspaces w where w.id = old.workspace_id for no key update;
  if found and not exists (
    select from public.members m
    where m.workspace_id = old.workspace_id and m.role = 'owner' and m.user_id <> old.user_id)
  then
    raise exception using errcode = 'QD002', message = 'a workspace keeps at least one owner: make someone else owner first';
  end if;
  return coalesce(new, old);
end
$$;
comment on function private.guard_owner() is 'Refuses to demote or remove the last owner (SQLSTATE QD002).';
create trigger members_guard_owner before update or delete on public.members
  for each row execute function private.guard_owner();

alter table public.workspaces enable row level security;
alter table public.members enable row level security;
revoke all on public.workspaces, public.members from anon, authenticated;
grant select on public.workspaces, public.members to authenticated;
grant update (name, time_zone, undo_window_seconds, approval_ttl_hours, policy_version, autopilot_effects, daily_effect_cap, daily_budget_micros, quiet_from, quiet_until, touches_per_week, sweep_enabled, sweep_at)
  on public.workspaces to quarterdeck_person;
grant delete on public.workspaces to quarterdeck_person;
grant insert, delete on public.members to quarterdeck_person;
grant update (role) on public.members to quarterdeck_person;
grant select on public.workspaces to quarterdeck_worker, quarterdeck_scheduler;
grant select on public.members to quarterdeck_worker;

create policy workspaces_select on public.workspaces for select to authenticated
  using (id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy workspaces_update on public.workspaces for update to quarterdeck_person
  using (id = any ((select private.my_workspaces('admin'))::uuid[]))
  with check (id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy workspaces_delete on public.workspaces for delete to quarterdeck_person
  using (id = any ((select private.my_workspaces('owner'))::uuid[]));
create policy workspaces_worker_select on public.workspaces for select to quarterdeck_worker
  using (id = (select private.worker_workspace()));
create policy workspaces_scheduler_select on public.workspaces for select to quarterdeck_scheduler using (true);

create policy members_select on public.members for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]));
create policy members_insert on public.members for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[])
    and (role <> 'owner' or workspace_id = any ((select private.my_workspaces('owner'))::uuid[])));
create policy members_update on public.members for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[])
    and (role <> 'owner' or workspace_id = any ((select private.my_workspaces('owner'))::uuid[])))
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[])
    and (role <> 'owner' or workspace_id = any ((select private.my_workspaces('owner'))::uuid[])));
create policy members_delete on public.members for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[])
    and (role <> 'owner' or workspace_id = any ((select private.my_workspaces('owner'))::uuid[]))
    or (user_id = (select private.actor_id()) and workspace_id = any ((select private.my_workspaces('viewer'))::uuid[])));
create policy members_worker_select on public.members for select to quarterdeck_worker
  using (workspace_id = (select private.worker_workspace()));

create function public.create_workspace(workspace_name text, sample boolean, owner_email text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  created uuid;
begin
  if private.actor_id() is null or private.claims() ? 'workspace_id' then
    raise exception using errcode = '42501', message = 'only a signed-in person may create a workspace';
  end if;
  insert into public.workspaces (name, is_sample, created_by)
    values (workspace_name, sample, private.actor_id()) returning id into created;
  insert into public.members (workspace_id, user_id, role, email)
    values (created, private.actor_id(), 'owner', owner_email);
  return created;
end
$$;
comment on function public.create_workspace(text, boolean, text) is 'Creates a workspace with the caller as its owner: the one way in, since nobody is a member of what does not exist yet.';
revoke all on function public.create_workspace(text, boolean, text) from public, anon, authenticated;
grant execute on function public.create_workspace(text, boolean, text) to quarterdeck_person;

create function public.note_seen(workspace uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  update public.members m set last_seen_at = now()
  where m.user_id = private.actor_id() and m.workspace_id = workspace and not (private.claims() ? 'workspace_id')
    and (m.last_seen_at is null or m.last_seen_at < now() - interval '5 minutes')
$$;
comment on function public.note_seen(uuid) is 'Notes, at most every five minutes, that the caller has a page of this workspace open. A key has no page.';
revoke all on function public.note_seen(uuid) from public, anon, authenticated;
grant execute on function public.note_seen(uuid) to quarterdeck_person;
