import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { approve } from "#lib/kernel/approval.ts";
import type { Connector } from "#lib/kernel/connector.ts";
import { resolveDelivery } from "#lib/kernel/delivery.ts";
import { type KernelRig, openKernelRig } from "#lib/kernel/testing/kernel-rig.ts";
import { keepUp } from "#lib/kernel/upkeep.ts";
import { sendgridFactory } from "./sendgrid/connector.ts";
import { startContractRig } from "./sendgrid/contract-rig.ts";
import type { ContractRig, VendorState } from "./testing/contract-rig.ts";
import { openHouse } from "./testing/houses.ts";

let vendor: ContractRig;
beforeAll(async () => {
  vendor = await startContractRig();
});
afterAll(() => vendor.close());

/** A kernel whose only vendor is a real connector, to a vendor in this state. */
async function openRig(state: VendorState): Promise<KernelRig> {
  const connector: Connector | null = sendgridFactory.create(vendor.environments[state], openHouse);
  if (connector === null) throw new Error("it is not configured");
  return openKernelRig({ vendor: { ...connector, calls: [], answerWith: () => undefined } });
}

async function sendThrough(rig: KernelRig): Promise<string> {
  const taskId = await rig.dispatch({ task: "echoer.write", params: { to: ["bob@example.org"] } });
  await rig.run(taskId);
  const { deliveryId } = await rig.asPerson(async session => {
    const approval = await session
      .selectFrom("approvals")
      .selectAll()
      .where("task_id", "=", taskId)
      .executeTakeFirstOrThrow();
    return approve(rig.kernel, session, rig.scope, approval);
  });
  return deliveryId;
}

describe("A delivery through a vendor", () => {
  test.each(["broken", "cut", "malformed"] as const)(
    "that is %s ends as unknown, and is not sent again until a person says so",
    async state => {
      const rig = await openRig(state);
      try {
        const before = vendor.countMade(state);
        const deliveryId = await sendThrough(rig);
        expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "unknown" });
        const made = vendor.countMade(state) - before;
        expect(made).toBe(state === "cut" ? 1 : 0);
        rig.advance(3_600_000);
        await keepUp(rig.kernel);
        expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "unknown" });
        expect(vendor.countMade(state) - before).toBe(made);
        await rig.asPerson(session =>
          resolveDelivery(rig.kernel, session, rig.scope, { id: deliveryId, verdict: "send-again" }),
        );
        await rig.deliver(deliveryId);
        expect(vendor.countMade(state) - before).toBe(made * 2);
      } finally {
        await rig.close();
      }
    },
  );

  test("that has reached its limit waits for its reset, and is not asked before", async () => {
    const rig = await openRig("limited");
    try {
      const deliveryId = await sendThrough(rig);
      const calls = vendor.countLimited?.() ?? 0;
      const first = await rig.deliver(deliveryId);
      expect(first).toMatchObject({ status: "waiting", until: expect.any(Date) });
      expect(await rig.deliver(deliveryId)).toMatchObject({ status: "waiting" });
      expect(vendor.countLimited?.()).toBe(calls + 1);
    } finally {
      await rig.close();
    }
  });

  test("that refuses the credentials ends as failed, with what to correct", async () => {
    const rig = await openRig("unauthorized");
    try {
      const deliveryId = await sendThrough(rig);
      expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "failed" });
      const { error } = await rig.asPerson(session =>
        session.selectFrom("deliveries").select("error").where("id", "=", deliveryId).executeTakeFirstOrThrow(),
      );
      expect(error).toMatchObject({ fix: expect.stringContaining("SENDGRID_API_KEY") });
      expect(JSON.stringify(error)).not.toContain(vendor.secrets[0]);
    } finally {
      await rig.close();
    }
  });
});
