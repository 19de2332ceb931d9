import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashSecret } from "#lib/core/digest.ts";
import type { Caller } from "./define.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
beforeAll(async () => {
  rig = await openOperationsRig();
});
afterAll(() => rig.close());

const withKey = (scopes: string[], more: Partial<Caller> = {}): Caller => ({
  ...rig.owner,
  apiKey: { id: randomUUID(), scopes },
  via: "api",
  ...more,
});
const countTasks = async () =>
  (await rig.asPerson(session => session.selectFrom("tasks").select("id").execute())).length;

describe("The one door", () => {
  it("refuses a key that lacks the operation's scope, by the scope's name", async () => {
    const refused = rig.call("task.dispatch", { task: "echoer.echo" }, withKey(["tasks:read"]));
    await expect(refused).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("tasks:write") });
  });

  it("lets a key with the scope act as its maker, and says in the log that it was a key", async () => {
    const key = withKey(["tasks:write"]);
    const { id } = await rig.call("task.dispatch", { task: "echoer.echo" }, key);
    const { data } = await rig.call("activity.list", { task_id: id });
    expect(data).toMatchObject([{ verb: "task.queued", actor_kind: "api-key", actor_id: key.apiKey?.id }]);
  });

  it("refuses every command of a viewer whose role is not enough and changes nothing", async () => {
    const viewer = await rig.addPerson("viewer");
    const before = await countTasks();
    for (const [name, input] of [
      ["task.dispatch", { task: "echoer.echo" }],
      ["sweep.run", {}],
      ["contact.create", { name: "Ada" }],
      ["key.create", { name: "k", scopes: ["tasks:read"] }],
      ["agent.pause", { domain: "echoer" }],
      ["workspace.update", { name: "Mine" }],
    ] as const) {
      await expect(rig.call(name, input, viewer), name).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await countTasks()).toBe(before);
    expect((await rig.call("agent.list", {}, viewer)).data).toHaveLength(3);
  });

  it("keeps agents and limits to admins: a member is told which role it needs", async () => {
    const member = await rig.addPerson("member");
    await expect(rig.call("agent.update", { domain: "echoer", autonomy: "autopilot" }, member)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("admin"),
    });
    await expect(rig.call("contact.create", { name: "By a member" }, member)).resolves.toMatchObject({
      source: "manual",
    });
  });

  it("answers not found for a workspace the caller does not belong to, whether it exists or not", async () => {
    const stranger = rig.createStranger();
    for (const workspaceId of [rig.workspaceId, randomUUID()]) {
      await expect(rig.call("task.list", {}, { ...stranger, workspaceId })).rejects.toMatchObject({
        code: "not-found",
      });
    }
    await expect(rig.call("task.list", {}, stranger)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("create one first"),
    });
  });

  it("names every field that is wrong", async () => {
    const refused = rig.call("task.dispatch", { task: "echoer", priority: 11 });
    await expect(refused).rejects.toMatchObject({
      code: "invalid",
      details: { errors: expect.arrayContaining([expect.objectContaining({ path: "task" })]) },
    });
    await expect(rig.call("task.dispatch", { task: "echoer.echo", params: { text: 5 } })).rejects.toMatchObject({
      code: "invalid",
      details: { errors: [{ path: "params.text" }] },
    });
  });

  it("refuses text that cannot be stored instead of breaking on it", async () => {
    for (const name of ["a\u0000b", "half \ud800 pair"]) {
      await expect(rig.call("contact.create", { name })).rejects.toMatchObject({
        code: "invalid",
        details: { errors: [{ path: "name" }] },
      });
    }
  });

  it("answers a repeated key with the first answer and does the work once", async () => {
    const key = randomUUID();
    const before = await countTasks();
    const [first, second] = await Promise.all([
      rig.call("task.dispatch", { task: "echoer.echo" }, rig.owner, key),
      rig.call("task.dispatch", { task: "echoer.echo" }, rig.owner, key),
    ]);
    expect(second).toEqual(first);
    expect(await rig.call("task.dispatch", { task: "echoer.echo" }, rig.owner, key)).toEqual(first);
    expect(await countTasks()).toBe(before + 1);
  });

  it("refuses the same key with another body, and frees the key when the work was refused", async () => {
    const key = randomUUID();
    await rig.call("task.dispatch", { task: "echoer.echo" }, rig.owner, key);
    await expect(
      rig.call("task.dispatch", { task: "echoer.echo", params: { text: "other" } }, rig.owner, key),
    ).rejects.toMatchObject({ code: "invalid", details: { errors: [{ path: "Idempotency-Key" }] } });

    const retried = randomUUID();
    await expect(rig.call("task.dispatch", { task: "echoer.nothing" }, rig.owner, retried)).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(rig.call("task.dispatch", { task: "echoer.echo" }, rig.owner, retried)).resolves.toMatchObject({
      status: "queued",
    });
  });

  it("keeps one person's keys apart from another's", async () => {
    const key = randomUUID();
    const member = await rig.addPerson("member");
    const mine = await rig.call("task.dispatch", { task: "echoer.echo" }, rig.owner, key);
    const theirs = await rig.call("task.dispatch", { task: "echoer.echo" }, member, key);
    expect(theirs.id).not.toBe(mine.id);
  });
});

describe("API keys", () => {
  it("tell their secret once, are found by its hash, and end when they are revoked", async () => {
    const made = await rig.call("key.create", { name: "CI", scopes: ["tasks:write", "tasks:read"] });
    expect(made.secret).toMatch(/^qd_[0-9a-f]{8}_[\w-]{43}$/);
    const found = await rig.kernel.database.findApiKey(hashSecret(made.secret));
    expect(found).toMatchObject({ id: made.id, workspaceId: rig.workspaceId, userId: rig.userId });
    const { data } = await rig.call("key.list");
    expect(data).toMatchObject([{ id: made.id, prefix: made.secret.slice(0, 11), revoked_at: null }]);
    expect(JSON.stringify(data)).not.toContain(made.secret.slice(12));

    expect((await rig.call("key.revoke", { id: made.id })).revoked_at).not.toBeNull();
    expect(await rig.kernel.database.findApiKey(hashSecret(made.secret))).toBeNull();
  });

  it("cannot make a wider key, nor a workspace", async () => {
    const key = withKey(["keys:write", "workspaces:write", "tasks:read"]);
    await expect(rig.call("key.create", { name: "wide", scopes: ["tasks:write"] }, key)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(rig.call("workspace.create", { name: "Another" }, key)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("of another person are not a member's to revoke", async () => {
    const made = await rig.call("key.create", { name: "Mine", scopes: ["tasks:read"] });
    const member = await rig.addPerson("member");
    await expect(rig.call("key.revoke", { id: made.id }, member)).rejects.toMatchObject({ code: "not-found" });
  });
});
