import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EffectOutcome } from "#lib/kernel/connector.ts";
import { createRecordingVendor } from "#lib/kernel/testing/recording-vendor.ts";
import { dumpDatabase } from "#testing/canaries.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

const vendor = createRecordingVendor({ timeoutMs: 20_000 });
let rig: OperationsRig;
beforeAll(async () => {
  rig = await openOperationsRig({ vendor });
  await rig.call("workspace.update", { undo_window_seconds: 0 });
});
afterAll(() => rig.close());

async function approveOne(): Promise<string> {
  const { id } = await rig.call("task.dispatch", { task: "echoer.write", params: {} });
  await rig.run(id);
  const { approvals } = await rig.call("task.get", { id });
  const { delivery_id } = await rig.call("approval.approve", { id: approvals[0].id, digest: approvals[0].digest });
  return delivery_id;
}

const remove = async () => rig.call("workspace.delete", { name: (await rig.call("workspace.get")).name });

describe("Deleting a workspace", () => {
  it("wants its name letter by letter, from its owner in person", async () => {
    await expect(rig.call("workspace.delete", { name: "nearly" })).rejects.toMatchObject({
      code: "invalid",
      details: { errors: [{ path: "name" }] },
    });
    const admin = await rig.addPerson("admin");
    const { name } = await rig.call("workspace.get");
    await expect(rig.call("workspace.delete", { name }, admin)).rejects.toMatchObject({ code: "forbidden" });
    const key = { ...rig.owner, apiKey: { id: "k", scopes: ["workspaces:write"] }, via: "api" as const };
    await expect(rig.call("workspace.delete", { name }, key)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is refused while something is being sent, whose outcome is then kept as ever", async () => {
    const { promise: answer, resolve } = Promise.withResolvers<EffectOutcome>();
    const { promise: isSending, resolve: begin } = Promise.withResolvers<void>();
    vendor.answerWith(() => {
      begin();
      return answer;
    });
    const deliveryId = await approveOne();
    const delivering = rig.deliver(deliveryId);
    await isSending;
    await expect(remove()).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("is being sent at this moment"),
    });
    resolve({ outcome: "accepted", vendorId: "v-1" });
    expect(await delivering).toEqual({ status: "ended", as: "confirmed" });
    expect(await rig.call("delivery.get", { id: deliveryId })).toMatchObject({ status: "confirmed" });
  });

  it("takes everything with it: what was approved never leaves, and what was queued never runs", async () => {
    vendor.answerWith(call => ({ outcome: "accepted", vendorId: `v-${call}` }));
    const before = vendor.calls.length;
    const deliveryId = await approveOne();
    const { id: taskId } = await rig.call("task.dispatch", { task: "echoer.write", params: {} });
    await remove();

    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "recalled" });
    expect(await rig.run(taskId)).toMatchObject({ status: "skipped" });
    expect(vendor.calls.length).toBe(before);
    await expect(rig.call("workspace.get")).rejects.toMatchObject({ code: "not-found" });
    const left = [...(await dumpDatabase(rig.adminUrl))].filter(
      ([place, text]) => place.startsWith("public.") && text.includes(rig.workspaceId),
    );
    expect(left.map(([place]) => place)).toEqual([]);
  });
});
