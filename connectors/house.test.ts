import { afterAll, beforeAll, expect, test } from "vitest";
import { type OperationsRig, openOperationsRig } from "#lib/operations/testing/operations-rig.ts";
import { connectorFactories, createConfiguredConnectors } from "./index.ts";
import { type Doorkeeper, startDoorkeeper } from "./testing/doorkeeper.ts";
import { sharedHouse } from "./testing/houses.ts";

let rig: OperationsRig;
let door: Doorkeeper;
beforeAll(async () => {
  door = await startDoorkeeper();
  rig = await openOperationsRig({ factories: connectorFactories, house: sharedHouse });
});
afterAll(async () => {
  await rig.close();
  await door.close();
});

/** Has the fixture agent propose an e-mail, approves it and delivers it through whatever is connected. */
async function deliverMail(): Promise<{ status: string; error: { reason: string; fix: string } }> {
  const taskId = await rig.dispatch({ task: "echoer.write", params: {} });
  await rig.run(taskId);
  const { approvals } = await rig.call("task.get", { id: taskId });
  const { id, digest } = approvals[0];
  const { delivery_id } = await rig.call("approval.approve", { id, digest });
  await rig.deliver(delivery_id);
  return rig.call("delivery.get", { id: delivery_id });
}

test.each([
  ["smtp", () => ({ SMTP_URL: `smtp://localhost:${door.port}`, SMTP_FROM: "ada@example.com" })],
  [
    "sendgrid",
    () => ({
      SENDGRID_API_KEY: "SG.key",
      SENDGRID_FROM: "ada@example.com",
      SENDGRID_API_URL: `https://127.0.0.1:${door.port}`,
    }),
  ],
] as const)("No admin can make a shared installation call inside through %s.", async (name, values) => {
  await rig.call("connector.connect", { name, values: values() });
  expect(await rig.call("connector.check", { name })).toMatchObject({
    is_healthy: false,
    message: expect.stringContaining("ALLOW_PRIVATE_ADDRESSES"),
  });
  expect(await deliverMail()).toMatchObject({
    status: "failed",
    error: {
      reason: expect.stringContaining("private network"),
      fix: expect.stringMatching(/^Nothing was sent\. Set [A-Z_]+ to a public/),
    },
  });
  expect(door.countVisitors()).toBe(0);
  await rig.call("connector.disconnect", { name });
});

test("No value of a connection gives leave: none of that name is taken.", async () => {
  const values = {
    WEBHOOK_OUT_URL: `https://127.0.0.1:${door.port}`,
    WEBHOOK_OUT_SECRET: `whsec_${"A".repeat(44)}`,
    ALLOW_PRIVATE_ADDRESSES: "yes",
  };
  await expect(rig.call("connector.connect", { name: "webhook-out", values })).rejects.toMatchObject({
    details: { errors: [{ path: "values.ALLOW_PRIVATE_ADDRESSES" }] },
  });
});

test("What the operator's own environment sets may be inside.", async () => {
  const environment = { SMTP_URL: `smtp://127.0.0.1:${door.port}`, SMTP_FROM: "ada@example.com" };
  const smtp = createConfiguredConnectors(environment).find(({ name }) => name === "smtp");
  const before = door.countVisitors();
  expect(await smtp?.check({ signal: AbortSignal.timeout(10_000) })).toMatchObject({ isHealthy: false });
  expect(door.countVisitors()).toBe(before + 1);
});
