-- Who may speak to the database, and the helpers that say on whose behalf.

create schema if not exists private;
comment on schema private is 'Helpers for policies and triggers. Not exposed through the API.';
revoke all on schema private from public;

do $$
declare
  missing text;
begin
  foreach missing in array array['anon', 'authenticated', 'service_role', 'quarterdeck_person', 'quarterdeck_worker', 'quarterdeck_scheduler']
  loop
    if not exists (select from pg_roles where rolname = missing) then
      execute format('create role %I nologin', missing);
    end if;
  end loop;
  if not exists (select from pg_roles where rolname = 'quarterdeck_app') then
    create role quarterdeck_app nologin noinherit;
  end if;
end
$$;

comment on role quarterdeck_person is 'A signed-in person or an API key, acting through an operation. Reads what authenticated reads; alone may write.';
comment on role quarterdeck_worker is 'A run of an agent inside the one workspace that its claims name.';
comment on role quarterdeck_scheduler is 'The few queries that look across workspaces: outbox, watchdog, due work.';
comment on role quarterdeck_app is 'The login of the product. Owns nothing and sees nothing until it takes one of the three roles.';

grant authenticated to quarterdeck_person;
grant quarterdeck_person, quarterdeck_worker, quarterdeck_scheduler to quarterdeck_app;
grant usage on schema public, private to anon, authenticated, quarterdeck_person, quarterdeck_worker, quarterdeck_scheduler, quarterdeck_app;
-- Without a schema: PostgreSQL adds a schema's defaults to the global ones, so that only this takes PUBLIC's away.
alter default privileges revoke execute on functions from public;

-- Their bodies are bound when they are created, so that no search path can alter them and a plan can take them in.
create function private.claims() returns jsonb
language sql stable
return coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
comment on function private.claims() is 'The claims of this transaction, or an empty object.';

create function private.actor_id() returns uuid
language sql stable
return nullif(private.claims() ->> 'sub', '')::uuid;
comment on function private.actor_id() is 'The person behind this transaction, or null.';

create function private.worker_workspace() returns uuid
language sql stable
return nullif(private.claims() ->> 'workspace_id', '')::uuid;
comment on function private.worker_workspace() is 'The one workspace that a worker''s claims name.';

grant execute on function private.claims(), private.actor_id(), private.worker_workspace()
  to anon, authenticated, quarterdeck_worker, quarterdeck_scheduler;

create function private.enforce_transition() returns trigger
language plpgsql set search_path = ''
as $$
declare
  allowed text[] := tg_argv;
begin
  if new.status is distinct from old.status
     and not (old.status::text || '>' || new.status::text = any (allowed)) then
    raise exception using
      errcode = 'QD001',
      message = format('%s %s cannot go from %s to %s', tg_table_name, to_jsonb(old) ->> 'id', old.status, new.status);
  end if;
  return new;
end
$$;
comment on function private.enforce_transition() is 'Refuses a status change that is not among the trigger''s arguments (from>to) with SQLSTATE QD001.';

create function private.touch_updated_at() returns trigger
language plpgsql set search_path = ''
as $$ begin new.updated_at := now(); return new; end $$;
comment on function private.touch_updated_at() is 'Keeps updated_at true on every update.';
