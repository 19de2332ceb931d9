import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Connector } from "#lib/kernel/connector.ts";
import { openHouse } from "../testing/houses.ts";
import { type HttpVendor, startHttpVendor } from "../testing/http-vendor.ts";
import { xFactory } from "./connector.ts";
import { createXApi, xEnvironment } from "./contract-rig.ts";
import { signCall } from "./oauth.ts";

const dayAheadSeconds = Math.ceil(Date.now() / 1_000) + 40_000;
let vendor: HttpVendor;
let signal: AbortSignal;
beforeAll(async () => {
  vendor = await startHttpVendor({
    healthy: createXApi([
      { id: "11", isOwn: true },
      { id: "12", isOwn: false },
    ]),
    unauthorized: { status: 500 },
    limited: {
      status: 429,
      headers: {
        "x-rate-limit-remaining": "99",
        "x-rate-limit-reset": String(dayAheadSeconds - 39_000),
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": String(dayAheadSeconds),
      },
    },
    broken: { status: 500 },
    malformed: { status: 500 },
  });
});
afterAll(() => vendor.close());
beforeEach(() => {
  signal = AbortSignal.timeout(10_000);
});

function connect(more: Record<string, string> = {}, origin = vendor.origins.healthy): Connector {
  const connector = xFactory.create({ ...xEnvironment(origin), ...more }, openHouse);
  if (connector === null) throw new Error("it is not configured");
  return connector;
}

function post(connector: Connector, payload: object, recipient = "@quarterdeck") {
  const effect = {
    kind: "post.publish" as const,
    recipient,
    payload: { platform: "x", text: "Good morning", ...payload },
  };
  return connector.execute(effect, { idempotencyKey: "key", signal });
}

test("The signature of a call is the one that RFC 5849's rules give for the vendor's published example.", () => {
  const url = new URL("https://api.x.com/1.1/statuses/update.json?include_entities=true");
  url.searchParams.set("status", "Hello Ladies + Gentlemen, a signed OAuth request!");
  const header = signCall(
    { method: "POST", url, now: new Date(1_318_622_958_000), nonce: "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg" },
    {
      apiKey: "xvz1evFS4wEEPTGEFPHBog",
      apiSecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
      accessToken: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
      accessSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    },
  );
  expect(header).toContain(`oauth_signature="${encodeURIComponent("Ls93hJiZbQ3akF3HF3x1Bz8/zU4=")}"`);
});

test("A post leaves as its text alone, and its address is kept as evidence.", async () => {
  const outcome = await post(connect(), {});
  expect(JSON.parse(vendor.received.at(-1)?.text ?? "")).toEqual({ text: "Good morning" });
  if (outcome.outcome !== "accepted") throw new Error(`it was ${outcome.outcome}`);
  expect(outcome.evidence).toEqual({ url: `https://x.com/quarterdeck/status/${outcome.vendorId}` });
});

test.each([
  ["on another platform", { platform: "linkedin" }, "@quarterdeck", /linkedin/],
  ["for another account", {}, "@somebody", /@quarterdeck/],
  ["with files", { mediaUrls: ["https://example.com/a.png"] }, "@quarterdeck", /files/],
  ["for a later time", { scheduledAt: "2030-01-01T00:00:00Z" }, "@quarterdeck", /time/],
])("A post %s is refused before X is asked.", async (_what, payload, recipient, fix) => {
  const before = vendor.received.length;
  expect(await post(connect(), payload, recipient)).toMatchObject({
    outcome: "refused",
    fix: expect.stringMatching(fix),
  });
  expect(vendor.received).toHaveLength(before);
});

test("A post that X counts as a repetition is refused in its words.", async () => {
  expect(await post(connect(), { text: "Said before" })).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("duplicate content"),
  });
});

test("A day's allowance that is used up holds until the day's reset, not the quarter of an hour's.", async () => {
  const outcome = await post(connect({}, vendor.origins.limited), {});
  expect(outcome).toMatchObject({ outcome: "rate-limited", until: expect.any(Date) });
  if (outcome.outcome !== "rate-limited") return;
  expect(Math.abs(outcome.until.getTime() / 1_000 - dayAheadSeconds)).toBeLessThan(2);
});

test("Numbers are private where X shows them, public where it does not, and absent for what it does not know.", async () => {
  const readings = await connect().reads?.post?.readMetrics(["11", "12", "13", "outbox:key"], { signal });
  expect(readings).toEqual([
    { vendorId: "11", impressions: 1_204, likes: 38, replies: 3, shares: 8, clicks: 9 },
    { vendorId: "12", impressions: 1_200, likes: 38, replies: 3, shares: 8, clicks: null },
  ]);
});

test("A check finds tokens of another account.", async () => {
  expect(await connect().check({ signal })).toEqual({ isHealthy: true, message: "X lets @Quarterdeck post." });
  expect(await connect({ X_ACCOUNT: "@other" }).check({ signal })).toMatchObject({
    isHealthy: false,
    message: expect.stringContaining("X_ACCOUNT"),
  });
});
