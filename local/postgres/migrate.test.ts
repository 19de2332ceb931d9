import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { applyMigrations } from "./migrate.ts";

let database: TestDatabase;
let folder: string;
let owner: pg.Client;

const write = (file: string, sql: string) => writeFileSync(path.join(folder, file), sql);
const apply = () => applyMigrations(database.url, folder);

beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "migrations-"));
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query("drop schema supabase_migrations cascade");
});

afterEach(async () => {
  await owner.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

test("files are applied once, in order, and recorded as the Supabase CLI records them", async () => {
  write("20250102000000_second.sql", "insert into ship values (1);");
  write("20250101000000_first.sql", "create table ship (id int);\ncomment on table ship is 'a; b';");
  expect(await apply()).toEqual({ applied: ["20250101000000_first.sql", "20250102000000_second.sql"], total: 2 });
  expect(await apply()).toEqual({ applied: [], total: 2 });
  const { rows } = await owner.query(
    "select version, name, statements from supabase_migrations.schema_migrations order by 1",
  );
  expect(rows).toEqual([
    {
      version: "20250101000000",
      name: "first",
      statements: ["create table ship (id int)", "comment on table ship is 'a; b'"],
    },
    { version: "20250102000000", name: "second", statements: ["insert into ship values (1)"] },
  ]);
});

test("a file that fails leaves nothing behind and is named with its line", async () => {
  write("20250101000000_broken.sql", "create table ship (id int);\nselect nonsense;");
  await expect(apply()).rejects.toThrow(
    'supabase/migrations/20250101000000_broken.sql:2 failed: column "nonsense" does not exist',
  );
  const { rows } = await owner.query("select to_regclass('public.ship') as ship");
  expect(rows).toEqual([{ ship: null }]);
});

test("a file that changed after it had been applied is refused", async () => {
  write("20250101000000_first.sql", "create table ship (id int);");
  await apply();
  write("20250101000000_first.sql", "create table ship (id bigint);");
  await expect(apply()).rejects.toThrow("20250101000000_first.sql was changed after it had been applied");
});

test("a database that is newer than the code is refused", async () => {
  write("20250101000000_first.sql", "create table ship (id int);");
  write("20250102000000_second.sql", "create table boat (id int);");
  await apply();
  rmSync(path.join(folder, "20250102000000_second.sql"));
  await expect(apply()).rejects.toThrow(
    "The database is newer than this code: it already has migration 20250102000000_second",
  );
});

test("a file that is older than what is applied is refused", async () => {
  write("20250102000000_second.sql", "create table boat (id int);");
  await apply();
  write("20250101000000_first.sql", "create table ship (id int);");
  await expect(apply()).rejects.toThrow("is older than 20250102000000");
});

test("the product's login role is no superuser, owns nothing and passes no policy", async () => {
  const { rows } = await owner.query(`
    select rolsuper, rolbypassrls, rolcreaterole, rolinherit,
      (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
    from pg_roles where rolname = 'quarterdeck_app'
  `);
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolinherit: false, owned: 0 }]);
});
