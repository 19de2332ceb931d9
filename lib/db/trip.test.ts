import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { type Database, openDatabase } from "./database.ts";

const workspace = "0198c0de-0000-7000-8000-000000000001";
type Seen = { role: string; workspace: string | null };
const look = sql<Seen>`select current_user::text as role, private.worker_workspace()::text as workspace where ${1}::int = 1`;

describe.each([
  ["a connection that remembers names", ""],
  ["a transaction pooler", "?pgbouncer=true"],
])("One statement in one trip over %s", (_name, query) => {
  let test: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    test = await createTestDatabase();
    database = openDatabase(`${test.appUrl}${query}`, 1);
  });

  afterAll(async () => {
    await database.close();
    await test.drop();
  });

  it("runs as its workspace's worker, the first time, prepared, and prepared again", async () => {
    for (let round = 0; round < 4; round += 1) {
      expect(await database.asWorkerOnce(workspace, look)).toEqual([{ role: "quarterdeck_worker", workspace }]);
    }
  });

  it("leaves neither role nor claims to whatever uses the connection next", async () => {
    await database.asWorkerOnce(workspace, look);
    const other = await database.asScheduler("watch-tasks", async session => (await look.execute(session)).rows);
    expect(other).toEqual([{ role: "quarterdeck_scheduler", workspace: null }]);
  });

  it("is refused what the role may not do, and goes on with the next statement", async () => {
    const forbidden = sql`delete from workspaces where ${1}::int = 1`;
    await expect(database.asWorkerOnce(workspace, forbidden)).rejects.toMatchObject({ code: "42501" });
    expect(await database.asWorkerOnce(workspace, look)).toHaveLength(1);
  });

  it("keeps its ends apart when many are asked at once", async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `0198c0de-0000-7000-8000-${String(index).padStart(12, "0")}`);
    const seen = await Promise.all(ids.map(id => database.asWorkerOnce(id, look)));
    expect(seen.map(rows => rows[0]?.workspace)).toEqual(ids);
  });

  it("is one transaction, and undoes what fails within it", async () => {
    const rows = await database.asWorkerOnce(
      workspace,
      sql<{ level: string }>`select current_setting('transaction_isolation') as level where ${1}::int = 1`,
    );
    expect(rows).toEqual([{ level: "read committed" }]);
    const broken = sql`select set_config('request.jwt.claims', '{}', false), 1 / (${1}::int - 1)`;
    await expect(database.asWorkerOnce(workspace, broken)).rejects.toMatchObject({ code: "22012" });
    expect(await database.asWorkerOnce(workspace, look)).toEqual([{ role: "quarterdeck_worker", workspace }]);
  });
});

describe("A transaction", () => {
  it("that asks nothing needs no database, and one whose work fails before its first statement says why", async () => {
    const test = await createTestDatabase();
    const database = openDatabase(test.appUrl);
    expect(await database.asScheduler("watch-tasks", async () => "nothing")).toBe("nothing");
    const failing = database.asScheduler("watch-tasks", async () => {
      throw new Error("before anything was asked");
    });
    await expect(failing).rejects.toThrow("before anything was asked");
    await database.close();
    await test.drop();
  });
});
