import type { LookupAddress } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { exchange } from "./http-exchange.ts";
import { createAddressGuard, createPublicLookup, isPublicAddress, type Resolve, readHost } from "./public-address.ts";
import { openHouse, sharedHouse } from "./testing/houses.ts";

/** A resolver that gives these answers in turn, and counts how often it is asked. */
function answer(...rounds: string[][]) {
  const asked: string[] = [];
  const resolve: Resolve = (host, _options, done) => {
    const addresses = rounds[asked.length] ?? [];
    asked.push(host);
    done(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { asked, resolve };
}

function find(resolve: Resolve): Promise<unknown> {
  const { promise, resolve: end } = Promise.withResolvers<unknown>();
  createPublicLookup(resolve)("hooks.example.com", { all: true }, (error, found) => end(error ?? found));
  return promise;
}

test.each([
  ["8.8.8.8", true],
  ["2606:4700:4700::1111", true],
  ["172.32.0.1", true],
  ["172.31.255.255", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["::", false],
  ["::1%lo", false],
  ["fe80::1%eth0", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:8.8.8.8", true],
  ["::127.0.0.1", false],
  ["64:ff9b::7f00:1", false],
  ["2002:7f00:1::", false],
  ["::ffff:0:127.0.0.1", false],
  ["168.63.129.16", false],
  ["168.63.129.17", true],
  ["fd00::1", false],
  ["not an address", false],
])("Whether %s is public is answered with %s.", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

test.each([
  "https://127.0.0.1/",
  "https://0x7f.1/",
  "https://0177.0.0.1/",
  "https://2130706433/",
  "https://127.1/",
  "https://0/",
  "https://①②⑦.0.0.1/",
  "https://10.1.2.3/",
  "https://169.254.169.254/latest/meta-data",
  "https://[::1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[::ffff:a00:1]/",
  "https://[fd00::1]/",
  "smtp://[::1]:25",
])("The address in %s is refused without a lookup, which would never be asked about it.", url => {
  expect(createAddressGuard(sharedHouse)?.mayConnectTo(readHost(new URL(url)))).toBe(false);
});

test("A name is left to the lookup, and a house that allows everything has no guard.", () => {
  expect(createAddressGuard(sharedHouse)?.mayConnectTo("localhost")).toBe(true);
  expect(createAddressGuard(openHouse)).toBeNull();
});

test.each([
  ["leads both to the internet and into the house", ["93.184.215.14", "192.168.1.1"]],
  ["leads into the house by an IPv4 address in an IPv6 one", ["::ffff:169.254.169.254"]],
  ["leads nowhere", []],
])("A name that %s is refused.", async (_what, addresses) => {
  expect(await find(answer(addresses).resolve)).toMatchObject({ code: "PRIVATE_ADDRESS" });
});

test("What was checked is what is connected to: a name is resolved once for a call.", async () => {
  const rebinding = answer(["93.184.215.14", "2606:4700::1"], ["127.0.0.1"]);
  expect(await find(rebinding.resolve)).toEqual([
    { address: "93.184.215.14", family: 4 },
    { address: "2606:4700::1", family: 6 },
  ]);
  expect(rebinding.asked).toEqual(["hooks.example.com"]);
});

test("A call goes to the address that its lookup gave, whatever the name means elsewhere.", async () => {
  const server = createServer((request, response) => response.end(request.headers.host));
  const { promise, resolve: ready } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", ready);
  await promise;
  const { port } = server.address() as AddressInfo;
  let asked = 0;
  const end = await exchange({
    method: "GET",
    url: new URL(`http://hooks.example.com:${port}/`),
    signal: AbortSignal.timeout(10_000),
    timeoutMs: 10_000,
    maximumBytes: 1_000,
    guard: {
      mayConnectTo: () => true,
      lookup(_host, options, done) {
        asked += 1;
        if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
        else done(null, "127.0.0.1", 4);
      },
    },
  });
  expect(end).toMatchObject({ end: "answered", body: Buffer.from(`hooks.example.com:${port}`) });
  expect(asked).toBe(1);
  await new Promise(done => server.close(done));
});
