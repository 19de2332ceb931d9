import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { tidyAuth } from "./tidying.ts";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.urlFor("authenticator"), max: 1 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("what is old and spent goes; what somebody may still use stays", async () => {
  const user = randomUUID();
  await pool.query("insert into auth.users (id, email) values ($1, 'ada@example.com')", [user]);
  const [used, idle] = [randomUUID(), randomUUID()];
  await pool.query(
    `insert into auth.sessions (id, user_id, created_at, refreshed_at) values
       ($1, $3, now() - interval '1 year', now() - interval '1 day'), ($2, $3, now() - interval '1 year', now() - interval '200 days')`,
    [used, idle, user],
  );
  await pool.query(
    `insert into auth.refresh_tokens (id, token, user_id, session_id, revoked, updated_at) values
       ('a', 'current', $1, $2, false, now() - interval '100 days'),
       ('b', 'just replaced', $1, $2, true, now() - interval '1 day'),
       ('c', 'long replaced', $1, $2, true, now() - interval '31 days'),
       ('d', 'of the idle session', $1, $3, false, now() - interval '200 days')`,
    [user, used, idle],
  );
  await tidyAuth(pool);
  expect((await pool.query("select token from auth.refresh_tokens order by id")).rows).toEqual([
    { token: "current" },
    { token: "just replaced" },
  ]);
  expect((await pool.query("select id from auth.sessions")).rows).toEqual([{ id: used }]);
});
