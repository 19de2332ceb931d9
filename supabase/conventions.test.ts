import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyMigrations, readMigrations } from "#local/postgres/migrate.ts";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";

const migrations = path.join(import.meta.dirname, "migrations");

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function list(sql: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(sql);
  return rows.map(row => row.name);
}

const tables = "pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'";
const functions = "pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)";

describe("Tables", () => {
  test("all have a comment, and so have all functions", async () => {
    expect(
      await list(`select c.relname as name from ${tables} and obj_description(c.oid, 'pg_class') is null`),
    ).toEqual([]);
    expect(
      await list(`select p.proname as name from ${functions} and obj_description(p.oid, 'pg_proc') is null`),
    ).toEqual([]);
  });

  test("all but workspaces belong to one, and go with it", async () => {
    const orphans = await list(`
      select c.relname as name from ${tables} and c.relname <> 'workspaces' and not exists (
        select from pg_constraint k join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'public.workspaces'::regclass
          and k.confdeltype = 'c' and a.attname = 'workspace_id' and a.attnotnull and cardinality(k.conkey) = 1)`);
    expect(orphans).toEqual([]);
  });

  test("refer to one another together with the workspace, so that no row points into another one", async () => {
    const loose = await list(`
      select k.conrelid::regclass || ' ' || pg_get_constraintdef(k.oid) as name from pg_constraint k
      where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.confrelid <> 'public.workspaces'::regclass
        and not exists (
          select from unnest(k.conkey, k.confkey) as pair(own, other)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
          join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.other
          where a.attname = 'workspace_id' and b.attname = 'workspace_id')`);
    expect(loose).toEqual([]);
  });

  test("have an index that leads with every foreign key, or with the column that makes it specific", async () => {
    const unindexed = await list(`
      select k.conrelid::regclass || ' ' || pg_get_constraintdef(k.oid) as name from pg_constraint k
      where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
        select from pg_index i
        where i.indrelid = k.conrelid and i.indisvalid
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$')
          and ((i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
            or cardinality(k.conkey) = 2 and i.indkey[0] = k.conkey[2]))`);
    expect(unindexed).toEqual([]);
  });
});

describe("Functions", () => {
  test("all have an empty search path or a body bound when it was made, so that nobody can put another function in the way", async () => {
    const open = await list(`
      select p.oid::regprocedure::text as name from ${functions}
        and p.prosqlbody is null and (p.proconfig is null or not p.proconfig @> array['search_path=""'])`);
    expect(open).toEqual([]);
  });

  test("may be called by nobody who was not named", async () => {
    const open = await list(`
      select p.oid::regprocedure::text as name from ${functions} and exists (
        select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as grants where grants.grantee = 0)`);
    expect(open).toEqual([]);
  });

  test("that run with the owner's rights are exactly these", async () => {
    expect(await list(`select p.proname as name from ${functions} and p.prosecdef order by 1`)).toEqual([
      "accept_invitation",
      "broadcast_changes",
      "close_waiting",
      "create_workspace",
      "find_api_key",
      "follow_outreach_approval",
      "follow_outreach_delivery",
      "guard_owner",
      "keep_threads",
      "my_bulk_decisions",
      "my_workspaces",
      "note_changed_days",
      "note_seen",
      "stop_outreach",
    ]);
  });

  test("of the public schema are closed to the data API", async () => {
    const open = await list(`
      select p.proname as name from ${functions} and p.pronamespace = 'public'::regnamespace
        and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('authenticated', p.oid, 'execute'))`);
    expect(open).toEqual([]);
  });
});

describe("Grants", () => {
  const privilegesOf = (role: string) => `
    select c.relname || ' ' || g.privilege_type as name from pg_class c
    cross join lateral (
      select (aclexplode(c.relacl)).* union all
      select (aclexplode(a.attacl)).* from pg_attribute a where a.attrelid = c.oid
    ) as g
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'S') and g.grantee = ${role}`;

  test("anon and PUBLIC have none on anything in the public schema", async () => {
    expect(await list(privilegesOf("'anon'::regrole"))).toEqual([]);
    expect(await list(privilegesOf("0"))).toEqual([]);
  });

  test("the data API's authenticated role has select alone", async () => {
    const names = await list(privilegesOf("'authenticated'::regrole"));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter(name => !name.endsWith(" SELECT"))).toEqual([]);
  });

  test("the login of the product and the scheduler can change next to nothing", async () => {
    expect(await list(privilegesOf("'quarterdeck_app'::regrole"))).toEqual([]);
    const changes = (await list(privilegesOf("'quarterdeck_scheduler'::regrole"))).filter(
      name => !name.endsWith(" SELECT"),
    );
    expect(changes.sort()).toEqual(["agents INSERT", "idempotency_keys DELETE", "outbox DELETE"]);
  });
});

describe("Policies", () => {
  test("are permissive, written for one verb each and for named roles", async () => {
    const broad = await list(`
      select policyname as name from pg_policies where schemaname = 'public'
        and (cmd = 'ALL' or permissive <> 'PERMISSIVE' or roles && array['public', 'anon', 'service_role']::name[])`);
    expect(broad).toEqual([]);
  });

  test("call functions once per statement: inside (select …)", async () => {
    const { rows } = await owner.query<{ name: string; text: string }>(`
      select policyname as name, concat_ws(' ', qual, with_check) as text from pg_policies where schemaname in ('public', 'realtime')`);
    expect(rows.length).toBeGreaterThan(60);
    const wrapped = /\( SELECT private\.\w+\([^()]*\) AS \w+\)/g;
    const bare = rows.filter(row => /private\.|auth\.|current_setting|now\(/.test(row.text.replaceAll(wrapped, "")));
    expect(bare).toEqual([]);
  });

  test("are named after their table, and after the role when that is not a person", async () => {
    const odd = await list(`
      select policyname as name from pg_policies where schemaname = 'public' and policyname <> concat_ws('_', tablename,
        case when 'quarterdeck_worker' = any (roles) then 'worker' when 'quarterdeck_scheduler' = any (roles) then 'scheduler' end,
        lower(cmd))`);
    expect(odd).toEqual([]);
  });
});

describe("Migrations", () => {
  test("are applied by a role like a hosted project's: no superuser, and owner of all that they made", async () => {
    const { rows } = await owner.query(
      "select current_user as name, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user",
    );
    expect(rows).toEqual([{ name: "postgres", rolsuper: false, rolbypassrls: true, rolcreaterole: true }]);
    const strangers = await list(`
      select c.relname as name from ${tables} and c.relowner <> 'postgres'::regrole
      union all select p.proname from ${functions} and p.proowner <> 'postgres'::regrole`);
    expect(strangers).toEqual([]);
  });

  test("applied again change nothing", async () => {
    const total = readMigrations(migrations).length;
    expect(await applyMigrations(database.url, migrations)).toEqual({ applied: [], total });
  });

  test("apply to a fresh database of a server that has the roles already", async () => {
    const schemas = "drop schema public cascade; drop schema private cascade; drop schema supabase_migrations cascade";
    const fresh = await createTestDatabase();
    const client = new pg.Client({ connectionString: fresh.url });
    try {
      await client.connect();
      await client.query(`drop policy workspace_members_listen on realtime.messages; ${schemas}; create schema public`);
      await client.query("grant usage on schema public to anon, authenticated, service_role");
      const { applied, total } = await applyMigrations(fresh.url, migrations);
      expect(applied.length).toBe(total);
      expect(total).toBeGreaterThan(15);
    } finally {
      await client.end();
      await fresh.drop();
    }
  });
});
