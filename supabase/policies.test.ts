import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { verbs } from "./testing/access.ts";
import { prepareWorld, tryMatrix, type World } from "./testing/matrix.ts";
import { rows } from "./testing/seed.ts";

type Policy = { table: string; name: string; verb: string; using: string | null; check: string | null };

let database: TestDatabase;
let client: pg.Client;
let world: World;
let policies: Policy[];

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  world = await prepareWorld(client);
  const found = await client.query<Policy>(`
    select tablename as table, policyname as name, cmd as verb, qual as using, with_check as check
    from pg_policies where schemaname = 'public' order by 1, 2`);
  policies = found.rows;
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** The cells that differ from the table of access once the schema has been changed so; the change is undone. */
async function noticeMutation(table: string, mutation: string) {
  await client.query("begin");
  try {
    await client.query(mutation);
    return (await tryMatrix(client, world, table)).differences;
  } finally {
    await client.query("rollback");
  }
}

test("as it stands, no cell differs", async () => {
  expect(policies.length).toBeGreaterThan(60);
  expect((await tryMatrix(client, world)).differences).toEqual([]);
});

test("dropping any one policy is noticed, and only ever takes something away", async () => {
  const unnoticed = [];
  for (const { table, name } of policies) {
    const differences = await noticeMutation(table, `drop policy ${name} on public.${table}`);
    if (differences.length === 0) unnoticed.push(name);
    expect(
      differences.filter(cell => cell.is === "allowed"),
      name,
    ).toEqual([]);
  }
  expect(unnoticed).toEqual([]);
}, 30_000);

test("a policy that lets every row through is noticed as a leak", async () => {
  const unnoticed = [];
  let opened = 0;
  for (const { table, name, using, check } of policies) {
    // What the scheduler may do is open already; the matrix says so by listing it.
    if ((using ?? "true") === "true" && (check ?? "true") === "true") continue;
    const clauses = `${using === null ? "" : "using (true)"} ${check === null ? "" : "with check (true)"}`;
    const differences = await noticeMutation(table, `alter policy ${name} on public.${table} ${clauses}`);
    opened += 1;
    if (!differences.some(cell => cell.is === "allowed")) unnoticed.push(name);
  }
  expect(unnoticed).toEqual([]);
  expect(opened).toBeGreaterThan(50);
}, 30_000);

test.each(Object.keys(rows))("turning row-level security off for %s is noticed as a leak", async table => {
  const differences = await noticeMutation(table, `alter table public.${table} disable row level security`);
  expect(differences.filter(cell => cell.is === "allowed").length).toBeGreaterThan(0);
});

test.each(Object.keys(rows))(
  "a policy for everybody on %s, behind a hosted project's default grants, is noticed for each verb",
  async table => {
    for (const verb of verbs) {
      const using = verb === "insert" ? "" : "using (true)";
      const check = verb === "insert" || verb === "update" ? "with check (true)" : "";
      const differences = await noticeMutation(
        table,
        `grant all on public.${table} to anon, authenticated, service_role;
       create policy extra on public.${table} for ${verb} to public ${using} ${check}`,
      );
      expect(
        differences.some(cell => cell.verb === verb && cell.is === "allowed"),
        verb,
      ).toBe(true);
    }
  },
);
