-- Keys for what is not a browser: hashed, prefixed, scoped, revocable, expiring.

create table public.api_keys (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces on delete cascade,
  name text not null check (length(trim(name)) between 1 and 80),
  prefix text not null,
  key_hash bytea not null unique,
  scopes text[] not null check (cardinality(scopes) > 0),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
comment on table public.api_keys is 'A key acts as the person who made it, inside one workspace and within its scopes. Only its hash is kept.';
create index api_keys_workspace_id_idx on public.api_keys (workspace_id, id desc);

create function private.find_api_key(hash bytea)
returns table (id uuid, workspace_id uuid, user_id uuid, role public.member_role, scopes text[])
language sql volatile security definer set search_path = ''
as $$
  with used as (
    update public.api_keys k set last_used_at = now()
    where k.key_hash = hash and k.last_used_at is null or k.key_hash = hash and k.last_used_at < now() - interval '1 minute'
    returning k.id
  )
  select k.id, k.workspace_id, k.created_by, m.role, k.scopes
  from public.api_keys k
  join public.members m on m.workspace_id = k.workspace_id and m.user_id = k.created_by
  where k.key_hash = hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;
comment on function private.find_api_key(bytea) is 'Whose key this is, if it may still be used; notes its use at most once a minute.';
grant execute on function private.find_api_key(bytea) to quarterdeck_app;

alter table public.api_keys enable row level security;
revoke all on public.api_keys from anon, authenticated;
grant select (id, workspace_id, name, prefix, scopes, created_by, created_at, expires_at, revoked_at, last_used_at)
  on public.api_keys to authenticated;
grant insert, update (revoked_at) on public.api_keys to quarterdeck_person;

create policy api_keys_select on public.api_keys for select to authenticated
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[])
    or (created_by = (select private.actor_id()) and workspace_id = any ((select private.my_workspaces('viewer'))::uuid[])));
create policy api_keys_insert on public.api_keys for insert to quarterdeck_person
  with check (workspace_id = any ((select private.my_workspaces('member'))::uuid[]) and created_by = (select private.actor_id()));
create policy api_keys_update on public.api_keys for update to quarterdeck_person
  using (workspace_id = any ((select private.my_workspaces('admin'))::uuid[])
    or (created_by = (select private.actor_id()) and workspace_id = any ((select private.my_workspaces('viewer'))::uuid[])))
  with check (workspace_id = any ((select private.my_workspaces('viewer'))::uuid[]) and revoked_at is not null);
