import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { type Database, openDatabase } from "./database.ts";

let testDatabase: TestDatabase;
let database: Database;
const userId = randomUUID();
let workspaceId = "";

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.appUrl, 4);
  await database.asPerson({ userId }, async session => {
    const { rows } = await sql<{ id: string }>`select create_workspace('Before', false, 'a@example.com') as id`.execute(
      session,
    );
    workspaceId = rows[0]?.id ?? "";
  });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const rename = (name: string) =>
  database.asPerson({ userId }, session =>
    session.updateTable("workspaces").set({ name }).where("id", "=", workspaceId).execute(),
  );

function readTwice(options: { isSnapshot?: boolean }, between: () => Promise<unknown>): Promise<string[]> {
  return database.asPerson(
    { userId },
    async session => {
      const read = () =>
        session.selectFrom("workspaces").select("name").where("id", "=", workspaceId).executeTakeFirstOrThrow();
      const first = await read();
      await between();
      return [first.name, (await read()).name];
    },
    options,
  );
}

describe("A transaction that is a snapshot", () => {
  it("sees one moment in all its statements, whatever is committed meanwhile", async () => {
    expect(await readTwice({ isSnapshot: true }, () => rename("During"))).toEqual(["Before", "Before"]);
    expect(await readTwice({}, () => rename("After"))).toEqual(["During", "After"]);
  });

  it("writes nothing", async () => {
    const write = database.asPerson(
      { userId },
      session => session.updateTable("workspaces").set({ name: "No" }).where("id", "=", workspaceId).execute(),
      { isSnapshot: true },
    );
    await expect(write).rejects.toThrow(/read-only/);
  });

  it("answers several reads that are asked for at once", async () => {
    const names = await database.asPerson(
      { userId },
      session =>
        Promise.all(
          [1, 2, 3].map(() =>
            session.selectFrom("workspaces").select("name").where("id", "=", workspaceId).executeTakeFirstOrThrow(),
          ),
        ),
      { isSnapshot: true },
    );
    expect(names.map(row => row.name)).toEqual(["After", "After", "After"]);
  });
});
