import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connector, ConnectorFactory } from "#lib/kernel/connector.ts";
import { createCourier } from "#lib/kernel/testing/courier.ts";
import type { Caller } from "./define.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

const secret = "canary-7f3a91";
const { factory, opened } = createCourier();
/** How the courier answers a test, where it is not the recording vendor's own way. */
let checkOpened: Connector["check"] | null = null;
const courier: ConnectorFactory = {
  ...factory,
  create(values, house) {
    const made = factory.create(values, house);
    return made === null ? null : { ...made, check: options => (checkOpened ?? made.check)(options) };
  },
};

let rig: OperationsRig;
let admin: Caller;
let member: Caller;
beforeAll(async () => {
  rig = await openOperationsRig({ factories: [courier] });
  admin = await rig.addPerson("admin");
  member = await rig.addPerson("member");
});
afterAll(() => rig.close());

const connect = (values: Record<string, string>, caller = admin) =>
  rig.call("connector.connect", { name: "courier", values }, caller);
const find = async () =>
  (await rig.call("connector.list", {}, member)).data.find((row: { name: string }) => row.name === "courier");

async function propose(): Promise<{ id: string; task_id: string; account: string; digest: string }> {
  const taskId = await rig.dispatch({ task: "echoer.write", params: {} });
  await rig.run(taskId);
  return rig.asPerson(session =>
    session
      .selectFrom("approvals")
      .select(["id", "task_id", "account", "digest"])
      .where("task_id", "=", taskId)
      .executeTakeFirstOrThrow(),
  );
}

describe("Connecting a vendor", () => {
  it("needs an admin, the vendor's own names and all that the vendor needs", async () => {
    await expect(connect({ COURIER_KEY: secret }, member)).rejects.toMatchObject({ code: "forbidden" });
    await expect(connect({ COURIER_KEY: secret, SMTP_URL: "x" })).rejects.toMatchObject({
      details: { errors: [{ path: "values.SMTP_URL" }] },
    });
    await expect(connect({})).rejects.toMatchObject({
      details: { errors: [{ path: "values.COURIER_KEY" }, { path: "values.COURIER_DESK" }] },
    });
    await expect(connect({ COURIER_DESK: "a" })).rejects.toMatchObject({
      details: { errors: [{ path: "COURIER_KEY" }] },
    });
    await expect(rig.call("connector.connect", { name: "nobody", values: {} }, admin)).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining("courier"),
    });
    expect(await find()).toMatchObject({ is_connected: false, owner: null, account: null });
  });

  it("gives what waits a new digest, and what was read before can no longer be approved", async () => {
    const waiting = await propose();
    expect(waiting.account).toBe("recorder:test");
    await connect({ COURIER_KEY: secret, COURIER_DESK: "north" });
    await expect(rig.call("approval.approve", { id: waiting.id, digest: waiting.digest }, admin)).rejects.toMatchObject(
      { code: "conflict" },
    );
    const rebound = await rig.call("approval.get", { id: waiting.id });
    expect(rebound).toMatchObject({ account: "courier:north", status: "pending" });
    expect(rebound.digest).not.toBe(waiting.digest);
  });

  it("sends through the workspace's own account from then on", async () => {
    const approval = await propose();
    const { delivery_id } = await rig.call("approval.approve", { id: approval.id, digest: approval.digest }, admin);
    expect(await rig.deliver(delivery_id)).toEqual({ status: "ended", as: "confirmed" });
    expect(opened.at(-1)?.vendor.calls).toHaveLength(1);
    expect(opened.at(-1)?.values).toEqual({ COURIER_KEY: secret, COURIER_DESK: "north" });
    expect(rig.vendor.calls).toEqual([]);
    expect(await find()).toMatchObject({ last_used_at: expect.any(String), serves: ["email"] });
  });

  it("keeps a secret that is left out, and forgets what it knew of the connection's health", async () => {
    expect(await rig.call("connector.check", { name: "courier" }, member)).toMatchObject({ is_healthy: true });
    expect(await find()).toMatchObject({ is_healthy: true, checked_at: expect.any(String) });
    expect(await connect({ COURIER_DESK: "south" })).toMatchObject({ account: "courier:south", is_healthy: null });
    await rig.call("connector.check", { name: "courier" }, member);
    expect(opened.at(-1)?.values).toEqual({ COURIER_KEY: secret, COURIER_DESK: "south" });
  });

  it("asks the vendor with no transaction open, however long it takes, and keeps what the vendor calls the account", async () => {
    const client = new pg.Client({ connectionString: rig.adminUrl });
    await client.connect();
    checkOpened = async () => {
      const { rows } = await client.query(
        "select query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
      );
      return { isHealthy: rows.length === 0, message: JSON.stringify(rows), label: "the south desk" };
    };
    try {
      expect(await rig.call("connector.check", { name: "courier" }, member)).toMatchObject({
        is_healthy: true,
        message: "[]",
      });
    } finally {
      checkOpened = null;
      await client.end();
    }
    expect(await find()).toMatchObject({ account: "courier:south", account_label: "the south desk" });
  });

  it("never says the secret: not in an answer, the log, or any column that a person may read", async () => {
    const said = JSON.stringify([await find(), await rig.call("activity.list", { limit: 100 })]);
    expect(said).toContain("connected Courier as south");
    expect(said).not.toContain(secret);
    await expect(rig.asPerson(session => session.selectFrom("connections").select("sealed").execute())).rejects.toThrow(
      "permission denied",
    );
    const stored = await rig.asWorker(session =>
      session.selectFrom("connections").selectAll().executeTakeFirstOrThrow(),
    );
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(stored.secret_names).toEqual(["COURIER_KEY"]);
  });
});

describe("Disconnecting a vendor", () => {
  it("leaves a call that nobody saw the end of as unknown: another vendor cannot tell", async () => {
    const approval = await propose();
    const { delivery_id } = await rig.call("approval.approve", { id: approval.id, digest: approval.digest }, admin);
    rig.crashAt("between-send-and-record");
    await expect(rig.deliver(delivery_id)).rejects.toThrow("injected");
    await rig.call("connector.disconnect", { name: "courier" }, admin);
    rig.advance(200_000);
    expect(await rig.deliver(delivery_id)).toEqual({ status: "ended", as: "unknown" });
    expect(rig.vendor.calls).toEqual([]);
  });

  it("hands what waits back to what served before, and cannot be done twice", async () => {
    expect(await propose()).toMatchObject({ account: "recorder:test" });
    expect(await find()).toMatchObject({ is_connected: false, account: null });
    await expect(rig.call("connector.disconnect", { name: "courier" }, admin)).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(rig.call("connector.check", { name: "courier" }, member)).rejects.toMatchObject({ code: "not-found" });
  });
});
