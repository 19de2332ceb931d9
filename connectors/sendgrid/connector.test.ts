import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Connector } from "#lib/kernel/connector.ts";
import { openHouse } from "../testing/houses.ts";
import { type HttpVendor, startHttpVendor } from "../testing/http-vendor.ts";
import { sendgridFactory } from "./connector.ts";
import { createSendgridApi, sendgridEnvironment } from "./contract-rig.ts";

let vendor: HttpVendor;
let signal: AbortSignal;
beforeAll(async () => {
  vendor = await startHttpVendor({
    healthy: createSendgridApi(),
    unauthorized: createSendgridApi(["alerts.read"]),
    limited: { status: 500 },
    broken: { status: 202, body: "" },
    malformed: { status: 200, body: "<html>A page</html>" },
  });
});
afterAll(() => vendor.close());
beforeEach(() => {
  signal = AbortSignal.timeout(10_000);
});

function connect(more: Record<string, string> = {}, origin = vendor.origins.healthy): Connector {
  const connector = sendgridFactory.create({ ...sendgridEnvironment(origin), ...more }, openHouse);
  if (connector === null) throw new Error("it is not configured");
  return connector;
}

const effect = {
  kind: "email.send" as const,
  recipient: "bob@example.org",
  payload: { subject: "Hello", text: "See https://example.com", replyTo: "sales@example.com" },
};
const send = (connector: Connector) => connector.execute(effect, { idempotencyKey: "delivery-1", signal });

test("An e-mail leaves as approved, with its delivery's key and its links as they were written.", async () => {
  expect(await send(connect())).toEqual({ outcome: "accepted", vendorId: expect.stringMatching(/^sg-\d+$/) });
  expect(JSON.parse(vendor.received.at(-1)?.text ?? "")).toEqual({
    personalizations: [{ to: [{ email: "bob@example.org" }] }],
    from: { email: "ada@example.com", name: "Ada Lovelace" },
    reply_to: { email: "sales@example.com" },
    subject: "Hello",
    content: [{ type: "text/plain", value: "See https://example.com" }],
    custom_args: { quarterdeck_delivery: "delivery-1" },
    tracking_settings: { click_tracking: { enable: false, enable_text: false } },
  });
});

test("An unsubscribe link is added only when its group is set.", async () => {
  await send(connect({ SENDGRID_UNSUBSCRIBE_GROUP: "42" }));
  expect(JSON.parse(vendor.received.at(-1)?.text ?? "")).toMatchObject({ asm: { group_id: 42 } });
  expect(() => connect({ SENDGRID_UNSUBSCRIBE_GROUP: "news" })).toThrow("SENDGRID_UNSUBSCRIBE_GROUP");
});

test("What SendGrid adds below the text is told before it is sent.", () => {
  const effect = {
    kind: "email.send",
    recipient: "bob@example.org",
    payload: { subject: "Hello", text: "Hi" },
  } as const;
  expect(connect({ SENDGRID_UNSUBSCRIBE_GROUP: "12" }).compose?.(effect)).toMatchObject({
    text: "Hi",
    additions: [expect.stringContaining("unsubscribe link of its group 12")],
  });
  expect(connect().compose?.(effect)).toMatchObject({ additions: [] });
});

test("A sender that SendGrid has not verified is refused in its words.", async () => {
  expect(await send(connect({ SENDGRID_FROM: "stranger@example.com" }))).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("verified Sender Identity"),
  });
});

test("A yes without a message id is ambiguous, be it empty or a page.", async () => {
  expect((await send(connect({}, vendor.origins.broken))).outcome).toBe("ambiguous");
  expect((await send(connect({}, vendor.origins.malformed))).outcome).toBe("ambiguous");
});

test("A check finds a key that may not send.", async () => {
  const [healthy, narrow] = [connect(), connect({}, vendor.origins.unauthorized)];
  expect(await healthy.check({ signal })).toMatchObject({ isHealthy: true });
  expect(await narrow.check({ signal })).toEqual({
    isHealthy: false,
    message: "The key may not send: give SENDGRID_API_KEY the permission Mail Send.",
  });
});
