-- What only the stand-in has: asking the policies of realtime.messages for many people at once, and following what they read.
-- Run as the superuser; safe to run again.

create schema if not exists realtime_local;
grant usage on schema realtime_local to quarterdeck_realtime;

-- Whether a snapshot taken now sees what these transactions did. The stream tells the low half of their ids; the high half is that of
-- the id nearest to the newest.
create or replace function realtime_local.are_visible(transactions bigint[]) returns boolean
language sql volatile set search_path = '' as $$
  with now as (select pg_catalog.pg_current_snapshot() as seen),
  newest as (select seen, pg_catalog.pg_snapshot_xmax(seen)::text::bigint as id from now)
  select coalesce(pg_catalog.bool_and(pg_catalog.pg_visible_in_snapshot(
    (newest.id + ((low - (newest.id & 4294967295) + 6442450944) % 4294967296) - 2147483648)::text::xid8, newest.seen)), true)
  from newest, pg_catalog.unnest(transactions) as low
$$;
revoke execute on function realtime_local.are_visible(bigint[]) from public;
grant execute on function realtime_local.are_visible(bigint[]) to quarterdeck_realtime;

-- Tries the policies as each person and answers {"answers": [{"broadcast", "presence", "failure"}, …], "tables": [oid, …]}, in the order
-- asked. It writes: the caller rolls back. No search_path is set, because the policies must see the one that the caller has.
-- `awaited` are transactions that the replication stream showed: it shows them a moment before others see what they did.
create or replace function realtime_local.check_access(action text, claims text[], topics text[], awaited bigint[]) returns jsonb
language plpgsql as $$
declare
  answers jsonb[] := '{}';
  probes jsonb;
  place integer;
  may_broadcast boolean;
  may_present boolean;
  extensions text[];
  failure text;
begin
  while not realtime_local.are_visible(awaited) loop
    if clock_timestamp() > now() + interval '2 seconds' then
      raise exception 'transactions % are not visible yet', awaited;
    end if;
    perform pg_sleep(0.0005);
  end loop;
  if action = 'read' then
    with probe as (
      insert into realtime.messages (topic, extension, private)
      select topic, extension, true
      from (select distinct unnest(topics)) as asked (topic), unnest(array['broadcast', 'presence']) as extension
      returning id, topic
    )
    select jsonb_object_agg(topic, ids) into probes from (select topic, jsonb_agg(id) as ids from probe group by topic) as grouped;
  end if;
  for place in 1 .. cardinality(topics) loop
    may_broadcast := false;
    may_present := false;
    failure := null;
    begin
      perform set_config('realtime.topic', topics[place], true),
        set_config('request.jwt.claims', claims[place], true),
        set_config('request.jwt.claim.sub', coalesce(claims[place]::jsonb ->> 'sub', ''), true),
        set_config('request.jwt.claim.role', claims[place]::jsonb ->> 'role', true),
        set_config('role', claims[place]::jsonb ->> 'role', true);
      if action = 'read' then
        select array_agg(extension) into extensions from realtime.messages
        where id in ((probes -> topics[place] ->> 0)::uuid, (probes -> topics[place] ->> 1)::uuid);
        may_broadcast := coalesce('broadcast' = any (extensions), false);
        may_present := coalesce('presence' = any (extensions), false);
      else
        begin
          insert into realtime.messages (topic, extension, private) values (topics[place], 'broadcast', true);
          may_broadcast := true;
        exception when insufficient_privilege then null;
        end;
        begin
          insert into realtime.messages (topic, extension, private) values (topics[place], 'presence', true);
          may_present := true;
        exception when insufficient_privilege then null;
        end;
      end if;
    exception when others then
      may_broadcast := false;
      may_present := false;
      -- A role without any grant on the table is refused, not broken.
      failure := case when sqlstate <> '42501' then sqlerrm end;
    end;
    answers := answers || jsonb_build_object('broadcast', may_broadcast, 'presence', may_present, 'failure', failure);
  end loop;
  return jsonb_build_object(
    'answers', to_jsonb(answers),
    -- A transaction keeps the locks of all that it read, through whatever functions: these are the tables that decided.
    'tables', (
      select coalesce(jsonb_agg(distinct held.relation::bigint), '[]')
      from pg_catalog.pg_locks as held join pg_catalog.pg_class as locked on locked.oid = held.relation
      where held.pid = pg_catalog.pg_backend_pid() and held.locktype = 'relation'
        and locked.relkind in ('r', 'm', 'f') and locked.oid <> 'realtime.messages'::regclass
        and locked.relnamespace <> 'pg_catalog'::regnamespace
    )
  );
end;
$$;
revoke execute on function realtime_local.check_access(text, text[], text[], bigint[]) from public;
grant execute on function realtime_local.check_access(text, text[], text[], bigint[]) to quarterdeck_realtime;

-- Puts tables into the publication whose changes make the server ask again. Answers {"followed": [oid, …], "refused": [name, …]}: a table
-- that cannot say which row was deleted is refused, because publishing it would forbid deleting from it.
create or replace function realtime_local.follow(tables oid[]) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  asked record;
  followed bigint[] := '{}';
  refused text[] := '{}';
begin
  for asked in
    select c.oid, c.oid::regclass::text as name,
      c.relkind = 'r' and c.relpersistence = 'p' and (
        c.relreplident = 'f'
        or exists (select from pg_catalog.pg_index as i where i.indrelid = c.oid
                   and case c.relreplident when 'd' then i.indisprimary when 'i' then i.indisreplident else false end)
      ) as is_publishable,
      exists (select from pg_catalog.pg_publication_rel as r join pg_catalog.pg_publication as p on p.oid = r.prpubid
              where r.prrelid = c.oid and p.pubname = 'quarterdeck_realtime_access') as is_published
    from pg_catalog.pg_class as c where c.oid = any (tables) order by c.oid
  loop
    if asked.is_published then
      followed := followed || asked.oid::bigint;
    elsif asked.is_publishable then
      -- Writers that began before would commit unpublished; waiting for them makes the next answer the first that is followed.
      perform set_config('lock_timeout', '1s', true);
      execute format('lock table %s in share mode', asked.name);
      execute format('alter publication quarterdeck_realtime_access add table only %s', asked.name);
      followed := followed || asked.oid::bigint;
    else
      refused := refused || asked.name;
    end if;
  end loop;
  return jsonb_build_object('followed', to_jsonb(followed), 'refused', to_jsonb(refused));
end;
$$;
revoke execute on function realtime_local.follow(oid[]) from public;
grant execute on function realtime_local.follow(oid[]) to quarterdeck_realtime;

do $$
begin
  if not exists (select from pg_catalog.pg_publication where pubname = 'quarterdeck_realtime_access') then
    create publication quarterdeck_realtime_access;
  end if;
end;
$$;
