-- Who is asking, as hosted projects define it: from the claims that the gateway or the application sets in the transaction.
-- Run as the superuser after the auth tables exist; safe to run again.

create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;

create or replace function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;

create or replace function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;

create or replace function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;

-- The library writes these objects as text inside JSON; policies and views expect them as hosted projects have them.
create or replace function auth.unwrap_user() returns trigger language plpgsql as $$
begin
  if jsonb_typeof(new.raw_app_meta_data) = 'string' then new.raw_app_meta_data := new.raw_app_meta_data #>> '{}'; end if;
  if jsonb_typeof(new.raw_user_meta_data) = 'string' then new.raw_user_meta_data := new.raw_user_meta_data #>> '{}'; end if;
  return new;
end;
$$;
create or replace function auth.unwrap_identity() returns trigger language plpgsql as $$
begin
  if jsonb_typeof(new.identity_data) = 'string' then new.identity_data := new.identity_data #>> '{}'; end if;
  return new;
end;
$$;
create or replace trigger unwrap_user before insert or update on auth.users for each row execute function auth.unwrap_user();
create or replace trigger unwrap_identity before insert or update on auth.identities for each row execute function auth.unwrap_identity();
update auth.users set updated_at = updated_at
  where jsonb_typeof(raw_app_meta_data) = 'string' or jsonb_typeof(raw_user_meta_data) = 'string';
update auth.identities set updated_at = updated_at where jsonb_typeof(identity_data) = 'string';

do $$
declare
  item regclass;
begin
  for item in select oid::regclass from pg_catalog.pg_class where relnamespace = 'auth'::regnamespace and relkind = 'r'
  loop
    execute pg_catalog.format('alter table %s owner to supabase_auth_admin', item);
  end loop;
end;
$$;

grant all on all tables in schema auth to postgres;
grant execute on all functions in schema auth to postgres, anon, authenticated, service_role;
revoke all on all tables in schema auth from anon, authenticated, service_role;
