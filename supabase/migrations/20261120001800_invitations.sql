-- How a second person comes in.

create table public.invitations (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  email text not null check (email ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$'),
  role public.member_role not null check (role <> 'owner'),
  token_hash bytea not null unique,
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz
);
comment on table public.invitations is 'An open door for one address: its token is told once and kept as a hash.';
create index invitations_workspace_id_idx on public.invitations (workspace_id, id desc);

create function public.accept_invitation(hash bytea, person_email text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  accepted public.invitations;
begin
  if private.actor_id() is null or private.claims() ? 'workspace_id' then
    raise exception using errcode = '42501', message = 'only a signed-in person may accept an invitation';
  end if;
  update public.invitations i set accepted_at = now()
    where i.token_hash = hash and lower(i.email) = lower(person_email) and i.accepted_at is null and i.expires_at > now()
    returning * into accepted;
  if accepted.id is null then
    return null;
  end if;
  insert into public.members (workspace_id, user_id, role, email)
    values (accepted.workspace_id, private.actor_id(), accepted.role, person_email)
    on conflict do nothing;
  return accepted.workspace_id;
end
$$;
comment on function public.accept_invitation(bytea, text) is 'Makes the caller a member where an unused, unexpired invitation for their own address says so; null otherwise.';
revoke all on function public.accept_invitation(bytea, text) from public, anon, authenticated;
grant execute on function public.accept_invitation(bytea, text) to quarterdeck_person;

alter table public.invitations enable row level security;
revoke all on public.invitations from anon, authenticated;
grant select (id, workspace_id, email, role, invited_by, created_at, expires_at, accepted_at) on public.invitations to authenticated;
grant insert, delete, update (token_hash, expires_at) on public.invitations to quarterdeck_person;

create policy invitations_select on public.invitations for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy invitations_insert on public.invitations for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]) and invited_by = (select private.actor_id()));
create policy invitations_update on public.invitations for update to quarterdeck_person
  using (accepted_at is null and workspace_id = any ((select private.my_workspaces('admin'))::uuid[]))
  with check (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
create policy invitations_delete on public.invitations for delete to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[]));
