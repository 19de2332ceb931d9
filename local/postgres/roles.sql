-- What a hosted project has before its first migration: roles, grants and the auth schema's owner.
-- Run as the superuser, in every database; safe to run again.

do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      ('supabase_auth_admin', 'nologin noinherit'),
      ('supabase_realtime_admin', 'nologin noinherit'),
      ('supabase_storage_admin', 'nologin noinherit'),
      ('authenticator', 'login noinherit'),
      ('quarterdeck_realtime', 'login noinherit replication'),
      ('quarterdeck_app', 'login noinherit'),
      ('inngest_engine', 'login noinherit'),
      ('postgres', 'login createdb createrole replication bypassrls')
    ) as roles (name, options)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute pg_catalog.format('create role %I %s', wanted.name, wanted.options);
    end if;
  end loop;
  execute pg_catalog.format('alter database %I owner to postgres', pg_catalog.current_database());
  execute pg_catalog.format('grant create on database %I to inngest_engine', pg_catalog.current_database());
end;
$$;

-- Inherited only so that the gateway's introspection sees the tables; each request still runs as one of the three.
grant anon, authenticated, service_role to authenticator with inherit true, set true;
grant supabase_auth_admin to authenticator with inherit true, set true;
grant supabase_storage_admin to authenticator with inherit false, set true;
grant anon, authenticated, service_role to quarterdeck_realtime with inherit false, set true;
grant supabase_realtime_admin to quarterdeck_realtime with inherit true, set true;
grant anon, authenticated, service_role, authenticator, quarterdeck_app to postgres with admin true, inherit true, set true;
grant supabase_realtime_admin, supabase_storage_admin to postgres with inherit true, set true;

create schema if not exists extensions authorization postgres;
create schema if not exists auth authorization supabase_auth_admin;
create schema if not exists realtime authorization supabase_realtime_admin;
create schema if not exists storage authorization supabase_storage_admin;

alter schema public owner to postgres;
grant usage on schema public, extensions, auth, realtime, storage to postgres, anon, authenticated, service_role;
grant all on schema public to postgres;
grant usage on schema realtime to quarterdeck_realtime;

alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role postgres set search_path = public, extensions;
alter role authenticator set search_path = public, extensions;
