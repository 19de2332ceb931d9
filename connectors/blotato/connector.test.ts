import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Connector } from "#lib/kernel/connector.ts";
import { openHouse } from "../testing/houses.ts";
import { type HttpVendor, startHttpVendor } from "../testing/http-vendor.ts";
import { blotatoFactory } from "./connector.ts";
import { blotatoEnvironment, createBlotatoApi } from "./contract-rig.ts";

let vendor: HttpVendor;
let signal: AbortSignal;
beforeAll(async () => {
  const nothing = { status: 500 };
  vendor = await startHttpVendor({
    healthy: createBlotatoApi(),
    unauthorized: nothing,
    limited: nothing,
    broken: nothing,
    malformed: nothing,
  });
});
afterAll(() => vendor.close());
beforeEach(() => {
  signal = AbortSignal.timeout(10_000);
});

function connect(more: Record<string, string> = {}): Connector {
  const connector = blotatoFactory.create({ ...blotatoEnvironment(vendor.origins.healthy), ...more }, openHouse);
  if (connector === null) throw new Error("it is not configured");
  return connector;
}

function post(connector: Connector, payload: object = {}, recipient = "@quarterdeck") {
  const effect = {
    kind: "post.publish" as const,
    recipient,
    payload: { platform: "x", text: "Good morning", ...payload },
  };
  return connector.execute(effect, { idempotencyKey: "key", signal });
}
const readSent = () => JSON.parse(vendor.received.at(-1)?.text ?? "");

test("A post leaves for the account that was named for it, under Blotato's name of the platform.", async () => {
  const mediaUrls = ["https://example.com/a.png"];
  expect(await post(connect(), { mediaUrls }, "Quarterdeck")).toMatchObject({
    outcome: "accepted",
    vendorId: expect.stringMatching(/^5f2f7c1e-/),
  });
  expect(readSent()).toEqual({
    post: {
      accountId: "98432",
      content: { text: "Good morning", mediaUrls, platform: "twitter" },
      target: { targetType: "twitter" },
    },
  });
});

test("A time stands at the root of what is sent, in UTC: anywhere else the post would go out at once.", async () => {
  const outcome = await post(connect(), { scheduledAt: "2030-06-15T09:00:00-06:00" });
  const sent = readSent();
  expect(sent.scheduledTime).toBe("2030-06-15T15:00:00.000Z");
  expect(JSON.stringify(sent.post)).not.toContain("scheduledTime");
  expect(outcome).toMatchObject({ evidence: { scheduledTime: "2030-06-15T15:00:00.000Z" } });
});

test("A platform's further fields go with its posts, and a video's title is its first line unless one is set.", async () => {
  const video = { platform: "youtube", text: "A day at sea\nAll of it." };
  await post(connect({ BLOTATO_TARGETS: '{"youtube":{"privacyStatus":"public"}}' }), video, "quarterdecktv");
  expect(readSent().post.target).toEqual({ title: "A day at sea", privacyStatus: "public", targetType: "youtube" });
});

test("A post for an account that was not named is refused before Blotato is asked.", async () => {
  const before = vendor.received.length;
  expect(await post(connect(), { platform: "linkedin" })).toMatchObject({
    outcome: "refused",
    fix: expect.stringContaining('"linkedin @quarterdeck=ID" to BLOTATO_ACCOUNTS'),
  });
  expect(vendor.received).toHaveLength(before);
});

test("It offers neither numbers nor a lookup, since Blotato's answers could not be relied on for either.", () => {
  expect(connect().reads).toBeUndefined();
  expect(connect().lookup).toBeUndefined();
});

test("A check finds account numbers that Blotato does not have.", async () => {
  expect(await connect().check({ signal })).toEqual({ isHealthy: true, message: "Blotato publishes for 2 accounts." });
  expect(await connect({ BLOTATO_ACCOUNTS: "x @quarterdeck=1" }).check({ signal })).toEqual({
    isHealthy: false,
    message: "Blotato has no account 1: correct BLOTATO_ACCOUNTS. It has 98432 (twitter), 98433 (youtube).",
  });
});

test.each([
  ["BLOTATO_ACCOUNTS", "x @quarterdeck"],
  ["BLOTATO_ACCOUNTS", "98432"],
  ["BLOTATO_TARGETS", "public"],
  ["BLOTATO_TARGETS", '{"x":1}'],
])("A malformed %s is refused by name: %s", (name, value) => {
  expect(() => connect({ [name]: value })).toThrow(new RegExp(`^${name}: write`));
});
