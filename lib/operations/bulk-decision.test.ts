import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFixtureAgent } from "#lib/kernel/testing/fixture-agent.ts";
import { type BulkPorts, decidePortion } from "./decide-portion.ts";
import { createExecutor } from "./execute.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
let ports: BulkPorts;
beforeAll(async () => {
  rig = await openOperationsRig({ agents: [createFixtureAgent(), createFixtureAgent("adviser", "manual")] });
  ports = { kernel: rig.kernel, executor: createExecutor(rig.kernel) };
});
afterAll(() => rig.close());

type Seen = { id: string; digest: string; payload: { text: string; subject: string } };

async function propose(count: number, domain = "echoer"): Promise<Seen[]> {
  const to = Array.from({ length: count }, (_, index) => `person-${index}@example.com`);
  const { id } = await rig.call("task.dispatch", { task: `${domain}.write`, params: { to } });
  await rig.run(id);
  return (await rig.call("task.get", { id })).approvals;
}

const name = ({ id, digest }: Seen) => ({ id, digest });
const portion = (bulkId: string) => decidePortion(ports, { workspaceId: rig.workspaceId, bulkId });

async function carryOut(bulkId: string): Promise<number> {
  for (let portions = 1; ; portions += 1) if (!(await portion(bulkId))) return portions;
}

describe("A decision about many", () => {
  it("is carried out in portions, each as the person who pressed, and is told how far it is", async () => {
    const seen = await propose(60);
    const bulk = await rig.call("bulk-decision.start", { verb: "approve", decisions: seen.map(name) });
    expect(bulk).toMatchObject({ status: "running", total: 60, done: 0, created_by: rig.userId });
    expect(await portion(bulk.id)).toBe(true);
    expect(await rig.call("bulk-decision.get", { id: bulk.id })).toMatchObject({ status: "running", done: 25 });
    expect(await carryOut(bulk.id)).toBe(2);
    expect(await rig.call("bulk-decision.get", { id: bulk.id })).toMatchObject({
      status: "finished",
      done: 60,
      refused: 0,
      held: 60,
    });
    const one = await rig.call("approval.get", { id: seen[0]?.id });
    expect(one).toMatchObject({ status: "approved", decided_by: rig.userId, decided_via: "person" });
    const { data } = await rig.call("activity.list", { limit: 200 });
    const decided = data.filter((row: { verb: string }) => row.verb === "approval.approved");
    expect(decided.length).toBeGreaterThanOrEqual(60);
    expect(new Set(decided.map((row: { actor_id: string }) => row.actor_id))).toEqual(new Set([rig.userId]));
    expect(await portion(bulk.id)).toBe(false);
  });

  it("takes the digests at the press: what is changed afterwards is refused and told, never decided", async () => {
    const seen = await propose(3);
    const { waiting } = await rig.call("approval.count");
    const bulk = await rig.call("bulk-decision.start", { verb: "approve", matching: {}, at_most: waiting });
    expect(bulk.total).toBe(waiting);
    const [changed] = seen;
    if (changed === undefined) throw new Error("nothing was proposed");
    const payload = { ...changed.payload, text: "Something else altogether" };
    await rig.call("approval.edit", { id: changed.id, digest: changed.digest, payload });
    await carryOut(bulk.id);
    expect(await rig.call("bulk-decision.get", { id: bulk.id })).toMatchObject({
      status: "finished",
      done: waiting - 1,
      refused: 1,
      refusals: [{ approval_id: changed.id, message: expect.stringContaining("changed since you read it") }],
    });
    expect(await rig.call("approval.get", { id: changed.id })).toMatchObject({ status: "pending", revision: 2 });
    await rig.call("approval.reject", {
      id: changed.id,
      digest: (await rig.call("approval.get", { id: changed.id })).digest,
      reason: "no",
    });
  });

  it("never decides about more than the person was told, nor about what came in after the press", async () => {
    const told = (await rig.call("approval.count")).approvable;
    await propose(2);
    await expect(
      rig.call("bulk-decision.start", { verb: "approve", matching: {}, at_most: told + 1 }),
    ).rejects.toMatchObject({ code: "conflict", details: { facts: { matching: told + 2 } } });
    const bulk = await rig.call("bulk-decision.start", { verb: "approve", matching: {}, at_most: told + 2 });
    const late = await propose(1);
    await carryOut(bulk.id);
    expect(await rig.call("approval.get", { id: late[0]?.id })).toMatchObject({ status: "pending" });
  });

  it("hides from the inbox what it is about, and gives back what a stop leaves undecided", async () => {
    const seen = await propose(30);
    const before = await rig.call("approval.count");
    const bulk = await rig.call("bulk-decision.start", {
      verb: "reject",
      reason: "Not now",
      decisions: seen.map(name),
    });
    expect((await rig.call("approval.count")).waiting).toBe(before.waiting - 30);
    await portion(bulk.id);
    expect(await rig.call("bulk-decision.stop", { id: bulk.id })).toMatchObject({ status: "stopped", done: 25 });
    expect((await rig.call("approval.count")).waiting).toBe(before.waiting - 25);
    expect(await portion(bulk.id)).toBe(false);
    await expect(rig.call("bulk-decision.stop", { id: bulk.id })).rejects.toMatchObject({ code: "conflict" });
    const one = await rig.call("approval.get", { id: seen[0]?.id });
    expect(one).toMatchObject({ status: "rejected", decision_reason: "Not now", feedback: [{ reason: "Not now" }] });
  });

  it("can be taken back as far as nothing has left", async () => {
    const seen = await propose(4);
    const bulk = await rig.call("bulk-decision.start", { verb: "approve", decisions: seen.map(name) });
    await carryOut(bulk.id);
    expect(await rig.call("bulk-decision.recall", { id: bulk.id })).toEqual({ recalled: 4, gone: 0 });
    expect(await rig.call("approval.get", { id: seen[3]?.id })).toMatchObject({ status: "pending" });
  });

  it("ends when its person may no longer decide, and says so", async () => {
    const member = await rig.addPerson("member");
    const seen = await propose(30);
    const bulk = await rig.call("bulk-decision.start", { verb: "approve", decisions: seen.map(name) }, member);
    await portion(bulk.id);
    await rig.asPerson(session =>
      session.updateTable("members").set({ role: "viewer" }).where("user_id", "=", member.userId).execute(),
    );
    expect(await portion(bulk.id)).toBe(false);
    expect(await rig.call("bulk-decision.get", { id: bulk.id })).toMatchObject({
      status: "stopped",
      done: 25,
      problem: expect.stringContaining("role"),
      stopped_by: null,
    });
  });

  it("is not begun by a viewer, without a reason, or about nothing", async () => {
    const viewer = await rig.addPerson("viewer");
    const [one] = await propose(1);
    if (one === undefined) throw new Error("nothing was proposed");
    const decisions = [name(one)];
    await expect(rig.call("bulk-decision.start", { verb: "approve", decisions }, viewer)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(rig.call("bulk-decision.start", { verb: "reject", decisions })).rejects.toMatchObject({
      details: { errors: [{ path: "reason" }] },
    });
    await expect(
      rig.call("bulk-decision.start", { verb: "approve", matching: { domain: "nobody" }, at_most: 5 }),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});
