import { describe, expect, it } from "vitest";
import { AppError } from "#lib/core/errors.ts";
import { createTestDatabase } from "#testing/database.ts";
import { findFreePort } from "#testing/postgres.ts";
import { openDatabase } from "./database.ts";
import { explainInterruption } from "./interruption.ts";

describe("An interrupted database", () => {
  it("is called unavailable when nothing listens at its address", async () => {
    const database = openDatabase(`postgresql://nobody@127.0.0.1:${await findFreePort()}/none`);
    await expect(database.ping()).rejects.toMatchObject({ code: "unavailable", message: /cannot be reached/ });
    await database.close();
  });

  it("is called unavailable when its socket is no longer there", async () => {
    const database = openDatabase("postgresql://nobody@localhost/none?host=/nowhere");
    await expect(database.ping()).rejects.toMatchObject({ code: "unavailable", message: /cannot be reached/ });
    await database.close();
  });

  it("is called unavailable when it ends a connection within a transaction", async () => {
    const test = await createTestDatabase();
    const database = openDatabase(test.appUrl);
    const outcome = database.asScheduler("watch-tasks", async session => {
      await session.selectFrom("tasks").select("id").limit(1).execute();
      await test.drop();
      await session.selectFrom("tasks").select("id").limit(1).execute();
    });
    await expect(outcome).rejects.toMatchObject({ code: "unavailable" });
    await database.close();
  });

  it("says what to do about a full disk", () => {
    const full = Object.assign(new Error("could not extend file"), { code: "53100" });
    expect(explainInterruption(full)).toMatchObject({ code: "unavailable", message: /free some space/ });
  });

  it("is not blamed for a statement that was refused", () => {
    const refused = Object.assign(new Error("duplicate key"), { code: "23505" });
    expect(explainInterruption(refused)).toBe(refused);
    const own = new AppError("conflict", "somebody else decided");
    expect(explainInterruption(own)).toBe(own);
  });
});
