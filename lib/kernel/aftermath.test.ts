import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import { noteChange } from "./aftermath.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";

let rig: KernelRig;
let admin: pg.Client;
const warnings: string[] = [];
beforeAll(async () => {
  const log = { info: () => undefined, warn: (_: object, text: string) => warnings.push(text), error: () => undefined };
  rig = await openKernelRig({ log });
  admin = new pg.Client({ connectionString: rig.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await rig.close();
});

const change = (ids: readonly string[]) =>
  rig.asWorker(async session => {
    for (const id of ids) noteChange(session, "task", id);
  });

/** The ids of all that the workspace's pages were told since a moment, and in how many messages. */
async function readTold(since: Date): Promise<{ ids: string[]; messages: number }> {
  const { rows } = await admin.query<{ entities: { entity: string; id: string }[] }>(
    `select payload -> 'entities' as entities from realtime.messages
     where topic = $1 and event = 'changed' and inserted_at > $2 order by inserted_at`,
    [`workspace:${rig.workspaceId}`, since],
  );
  return { ids: rows.flatMap(({ entities }) => entities.map(({ id }) => id)), messages: rows.length };
}

async function readDatabaseTime(): Promise<Date> {
  return (await admin.query("select clock_timestamp() as now")).rows[0].now;
}

describe("The word that follows a commit", () => {
  it("tells pages once of every change, and of a stream of them in far fewer messages", async () => {
    const since = await readDatabaseTime();
    const ids = Array.from({ length: 120 }, () => createId());
    for (const id of ids) await change([id]);
    await expect.poll(async () => (await readTold(since)).ids.toSorted(), { timeout: 10_000 }).toEqual(ids.toSorted());
    expect((await readTold(since)).messages).toBeLessThan(ids.length);
  });

  it("says of more than two hundred at once only that everything may have changed", async () => {
    const since = await readDatabaseTime();
    await change(Array.from({ length: 201 }, () => createId()));
    await expect.poll(async () => (await readTold(since)).ids, { timeout: 10_000 }).toEqual(["*"]);
  });

  it("is kept while the database does not take it, and told with what came meanwhile", async () => {
    const since = await readDatabaseTime();
    const [lost, later] = [createId(), createId()];
    await admin.query("revoke execute on function private.broadcast_changes(uuid, jsonb) from quarterdeck_worker");
    try {
      await change([lost]);
      await expect.poll(() => warnings.some(text => text.includes("not told to look again"))).toBe(true);
      await change([later]);
      expect((await readTold(since)).ids).toEqual([]);
    } finally {
      await admin.query("grant execute on function private.broadcast_changes(uuid, jsonb) to quarterdeck_worker");
    }
    await expect
      .poll(async () => (await readTold(since)).ids.toSorted(), { timeout: 10_000 })
      .toEqual([lost, later].toSorted());
  });
});
