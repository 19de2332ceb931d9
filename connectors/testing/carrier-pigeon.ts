/** Owns a fixture connector over HTTP, with its vendor: proof that a connector needs its own folder and one line, no more. */
import { z } from "zod";
import { type Connector, type ConnectorFactory, defineConnector, type House } from "#lib/kernel/connector.ts";
import { readVariable } from "../environment.ts";
import { createHttpClient } from "../http-client.ts";
import { checkEffect } from "../payload.ts";
import type { StartContractRig } from "./contract-rig.ts";
import { describeStates, startHttpVendor } from "./http-vendor.ts";
import { sampleQueries } from "./sample-readings.ts";

const capabilities = ["email", "post"] as const;
const secret = "canary/pigeon key";

const Letter = z.object({ letter: z.string() });
const Loft = z.object({ pigeons: z.number() });
const Views = z.object({ seen: z.array(z.object({ id: z.string(), by: z.number() })) });

function createCarrierPigeon(url: string, key: string, house: House): Connector {
  const client = createHttpClient({
    title: "Carrier pigeon",
    baseUrl: url,
    addressVariable: "PIGEON_URL",
    credentialVariables: ["PIGEON_KEY"],
    secrets: [key],
    headers: { authorization: `Bearer ${key}` },
    timeoutMs: 5_000,
    house,
  });
  return defineConnector({
    name: "carrier-pigeon",
    title: "Carrier pigeon",
    capabilities,
    account: `carrier-pigeon:${new URL(url).host}`,
    label: `the loft at ${new URL(url).host}`,
    isLocal: false,
    timeoutMs: 5_000,
    isIdempotent: true,
    async execute(effect, { idempotencyKey, signal }) {
      const refusal = checkEffect(effect, capabilities);
      if (refusal !== null) return refusal;
      const path = `/letters/${idempotencyKey}`;
      const taken = await client.act({ method: "PUT", path, body: effect, signal, answer: Letter });
      return "outcome" in taken ? taken : { outcome: "accepted", vendorId: taken.data.letter };
    },
    reads: {
      post: {
        async readMetrics(ids, { signal }) {
          const { seen } = await client.read({ path: "/seen", query: { ids: ids.join() }, signal, answer: Views });
          const unknown = { likes: null, replies: null, shares: null, clicks: null };
          return seen.map(({ id, by }) => ({ vendorId: id, impressions: by, ...unknown }));
        },
      },
    },
    check: ({ signal }) =>
      client.probe({ path: "/health", signal, answer: Loft, describe: loft => `${loft.pigeons} pigeons are ready.` }),
  });
}

export const carrierPigeonFactory: ConnectorFactory = {
  name: "carrier-pigeon",
  title: "Carrier pigeon",
  capabilities,
  variables: [
    { name: "PIGEON_URL", purpose: "Where the loft is.", example: "http://loft.example.com", isSecret: false },
    { name: "PIGEON_KEY", purpose: "The key to the loft.", example: "key", isSecret: true },
  ],
  create(environment, house) {
    const url = readVariable(environment, "PIGEON_URL");
    const key = readVariable(environment, "PIGEON_KEY");
    if (url === undefined && key === undefined) return null;
    if (url === undefined || key === undefined) throw new Error("set PIGEON_URL and PIGEON_KEY");
    return createCarrierPigeon(url, key, house);
  },
};

export const startCarrierPigeonRig: StartContractRig = async () => {
  const letters = new Set<string>();
  const vendor = await startHttpVendor({
    healthy({ method, path, headers }) {
      if (headers.authorization !== `Bearer ${secret}`) return { status: 401, body: { error: "no such key" } };
      if (path === "/health") return { status: 200, body: { pigeons: 3 } };
      if (path === "/seen") return { status: 200, body: { seen: [{ id: sampleQueries.postId, by: 12 }] } };
      if (method !== "PUT" || !path.startsWith("/letters/")) return { status: 404 };
      const isMade = !letters.has(path);
      letters.add(path);
      return { status: 200, body: { letter: path }, isMade };
    },
    unauthorized: { status: 401, body: { error: `not with ${secret}` } },
    limited: { status: 429, headers: { "retry-after": "120" }, body: { error: "the pigeons rest" } },
    broken: { status: 502, body: "<h1>The loft burns</h1>" },
    malformed: { status: 200, body: { coo: true } },
  });
  return {
    environments: describeStates(vendor.origins, origin => ({ PIGEON_URL: origin, PIGEON_KEY: secret })),
    secrets: [secret],
    limitMs: 120_000,
    countMade: vendor.countMade,
    countLimited: vendor.countLimited,
    close: vendor.close,
  };
};
