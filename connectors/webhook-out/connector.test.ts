import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Connector } from "#lib/kernel/connector.ts";
import { openHouse, sharedHouse } from "../testing/houses.ts";
import { type HttpVendor, startHttpVendor } from "../testing/http-vendor.ts";
import { createWebhookOutConnector, webhookOutFactory } from "./connector.ts";
import { createReceiver, receiverSecret, webhookOutEnvironment } from "./contract-rig.ts";

let vendor: HttpVendor;
let signal: AbortSignal;
beforeAll(async () => {
  const elsewhere = { status: 302, headers: { location: "http://169.254.169.254/latest/meta-data" } };
  vendor = await startHttpVendor({
    healthy: createReceiver(),
    unauthorized: elsewhere,
    limited: { status: 410 },
    broken: { status: 500 },
    malformed: "noise",
  });
});
afterAll(() => vendor.close());
beforeEach(() => {
  signal = AbortSignal.timeout(10_000);
});

const effect = {
  kind: "post.publish" as const,
  recipient: "@quarterdeck",
  payload: { platform: "x", text: "Good morning" },
};
const send = (connector: Connector) => connector.execute(effect, { idempotencyKey: "delivery-1", signal });

function connect(more: Record<string, string> = {}, origin = vendor.origins.healthy): Connector {
  const connector = webhookOutFactory.create({ ...webhookOutEnvironment(origin), ...more }, openHouse);
  if (connector === null) throw new Error("it is not configured");
  return connector;
}

test("A message carries the effect, and is signed so that the receiver can tell it from any other.", async () => {
  expect(await send(connect())).toMatchObject({ outcome: "accepted", vendorId: "delivery-1" });
  const request = vendor.received.at(-1);
  expect(request?.path).toBe("/quarterdeck");
  expect(request?.headers["webhook-id"]).toBe("delivery-1");
  expect(JSON.parse(request?.text ?? "")).toEqual({
    type: "post.publish",
    timestamp: expect.stringMatching(/Z$/),
    data: { recipient: "@quarterdeck", payload: { platform: "x", text: "Good morning", mediaUrls: [] } },
  });
  const verify = (secret: string, text = request?.text ?? "") =>
    new Webhook(secret).verify(text, request?.headers as Record<string, string>);
  expect(() => verify(receiverSecret)).not.toThrow();
  expect(() => verify(receiverSecret, request?.text.replace("morning", "evening"))).toThrow();
  expect(() => verify(`whsec_${Buffer.alloc(32, 1).toString("base64")}`)).toThrow();
});

test("A check sends a signed message that says it is a test, and finds a receiver with another secret.", async () => {
  expect(await connect().check({ signal })).toMatchObject({ isHealthy: true });
  expect(JSON.parse(vendor.received.at(-1)?.text ?? "")).toMatchObject({ type: "connection.test", data: {} });
  const other = connect({ WEBHOOK_OUT_SECRET: `whsec_${Buffer.alloc(32, 1).toString("base64")}` });
  expect(await other.check({ signal })).toMatchObject({
    isHealthy: false,
    message: expect.stringContaining("WEBHOOK_OUT_SECRET"),
  });
});

test("A receiver that sends the message on elsewhere is refused, and nobody follows.", async () => {
  expect(await send(connect({}, vendor.origins.unauthorized))).toMatchObject({
    outcome: "refused",
    fix: expect.stringContaining("WEBHOOK_OUT_URL"),
  });
});

test.each(["https://user:password@hooks.example.com/", "ftp://hooks.example.com/", "hooks.example.com"])(
  "The address %s is refused by name.",
  url => {
    const values = { WEBHOOK_OUT_SECRET: receiverSecret, WEBHOOK_OUT_URL: url };
    expect(() => webhookOutFactory.create(values, sharedHouse)).toThrow(/^WEBHOOK_OUT_URL: /);
  },
);

test("Without leave a message is sent over https only.", async () => {
  const url = new URL("http://hooks.example.com/");
  const connector = createWebhookOutConnector({ url, secret: receiverSecret, house: sharedHouse });
  expect(await send(connector)).toMatchObject({
    outcome: "refused",
    fix: expect.stringMatching(/^Nothing was sent\. Set WEBHOOK_OUT_URL .*ALLOW_PRIVATE_ADDRESSES=yes/),
    evidence: { code: "UNENCRYPTED" },
  });
});
