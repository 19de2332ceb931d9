import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { systemClock } from "#lib/core/clock.ts";
import { createHttpClient, readResetMs, type Vendor } from "./http-client.ts";
import { openHouse, sharedHouse } from "./testing/houses.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function connect(baseUrl: string, more: Partial<Vendor> = {}) {
  return createHttpClient({
    title: "The vendor",
    baseUrl,
    addressVariable: "VENDOR_URL",
    credentialVariables: ["VENDOR_KEY"],
    secrets: ["canary/key"],
    timeoutMs: 10_000,
    house: openHouse,
    ...more,
  });
}
const Answer = z.object({ id: z.number() });
const { signal } = new AbortController();

test("A limit is kept to the millisecond for its own lane, and then the vendor is asked again.", async () => {
  let calls = 0;
  const origin = await serve((_request, response) => {
    calls += 1;
    response.writeHead(calls === 1 ? 429 : 200, { "retry-after": "30" }).end('{"id":1}');
  });
  let nowMs = 1_000_000;
  const client = connect(origin, { clock: { ...systemClock, now: () => new Date(nowMs) } });
  const act = (lane?: string) => client.act({ method: "POST", path: "/", body: {}, signal, answer: Answer, lane });
  const until = new Date(1_030_000);
  expect(await act()).toMatchObject({ outcome: "rate-limited", until });
  expect(await act("other")).toMatchObject({ end: "done" });
  nowMs = 1_029_999;
  expect(await act()).toMatchObject({ outcome: "rate-limited", until });
  expect(calls).toBe(2);
  nowMs = 1_030_000;
  expect(await act()).toMatchObject({ end: "done", data: { id: 1 } });
});

test.each([
  ["120", 120_000],
  ["Thu, 01 Jan 1970 00:20:00 GMT", 200_000],
  ["soon", 60_000],
  ["99999999", 86_400_000],
  ["0", 1_000],
])("A Retry-After of %s is a wait of %i ms.", async (text, waitMs) => {
  const origin = await serve((_request, response) => response.writeHead(429, { "retry-after": text }).end());
  const client = connect(origin, { clock: { ...systemClock, now: () => new Date(1_000_000) } });
  await expect(client.read({ path: "/", signal, answer: Answer })).rejects.toMatchObject({
    code: "limit-reached",
    details: { retryAfterMs: waitMs },
  });
});

test("A header with the second of the reset is read as what is left until then.", () => {
  expect(readResetMs({ "x-reset": "2000" }, "x-reset", new Date(1_940_000))).toBe(60_000);
  expect(readResetMs({ "x-reset": "tomorrow" }, "x-reset", new Date(0))).toBeNull();
  expect(readResetMs({}, "x-reset", new Date(0))).toBeNull();
});

test.each([
  [400, "refused"],
  [404, "refused"],
  [409, "refused"],
  [301, "refused"],
  [303, "ambiguous"],
  [408, "ambiguous"],
  [500, "ambiguous"],
  [503, "ambiguous"],
])("An answer with status %i to an effect is %s.", async (status, outcome) => {
  const origin = await serve((_request, response) => response.writeHead(status, { location: "/elsewhere" }).end());
  expect(await connect(origin).act({ method: "POST", path: "/", signal, answer: Answer })).toMatchObject({ outcome });
});

test("An answer that never ends within the size that is read is given up as ambiguous.", async () => {
  const origin = await serve((_request, response) => {
    const pour = () => {
      while (response.write("x".repeat(65_536)));
    };
    response.on("drain", pour);
    pour();
  });
  const client = connect(origin, { maximumBytes: 100_000 });
  expect(await client.act({ path: "/", signal, answer: Answer })).toMatchObject({
    outcome: "ambiguous",
    evidence: { code: "TOO_LARGE" },
  });
});

test("An answer that begins and breaks off is ambiguous, though its status was yes.", async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write('{"id":1}', () => response.destroy());
  });
  expect(await connect(origin).act({ path: "/", signal, answer: Answer })).toMatchObject({ outcome: "ambiguous" });
});

test("An answer that does not come in the client's own time is ambiguous to an effect and a timeout to a reading.", async () => {
  const origin = await serve(() => undefined);
  const client = connect(origin, { timeoutMs: 200 });
  expect(await client.act({ path: "/", signal, answer: Answer })).toMatchObject({ outcome: "ambiguous" });
  await expect(client.read({ path: "/", signal, answer: Answer })).rejects.toMatchObject({ code: "timeout" });
});

test("A name that nobody knows was never called.", async () => {
  const client = connect("https://vendor.invalid", {
    house: sharedHouse,
    resolve: (_host, _options, done) => done(Object.assign(new Error("unknown"), { code: "ENOTFOUND" }), []),
  });
  expect(await client.act({ path: "/", signal, answer: Answer })).toMatchObject({
    outcome: "refused",
    reason: "No server is known by the name in vendor.invalid.",
    fix: expect.stringMatching(/^Nothing was sent\. Check VENDOR_URL/),
  });
});

test("A vendor's own words are repeated without any form of a secret.", async () => {
  const forms = ["canary/key", "canary%2Fkey", Buffer.from("canary/key").toString("base64")];
  const origin = await serve((_request, response) => {
    response.writeHead(403).end(JSON.stringify({ error: { message: `not with ${forms.join(" or ")}` } }));
  });
  const outcome = await connect(origin).act({ path: "/", signal, answer: Answer });
  expect(outcome).toMatchObject({
    outcome: "refused",
    reason: "The vendor answered 403: not with [hidden] or [hidden] or [hidden].",
  });
});
