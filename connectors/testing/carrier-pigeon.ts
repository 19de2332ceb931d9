/** Owns a fixture connector over HTTP, with its vendor: proof that a connector needs its own folder and one line, no more. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Connector, defineConnector, type EffectOutcome } from "#lib/kernel/connector.ts";
import { type ConnectorFactory, readVariable } from "../environment.ts";
import { checkEffect } from "../payload.ts";
import { findClosedPort } from "./closed-port.ts";
import type { StartContractRig } from "./contract-rig.ts";

const capabilities = ["email"] as const;
const secret = "canary-pigeon-key";

function createCarrierPigeon(url: string, key: string): Connector {
  const call = (path: string, init: RequestInit) =>
    fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${key}` } });
  return defineConnector({
    name: "carrier-pigeon",
    title: "Carrier pigeon",
    capabilities,
    account: `carrier-pigeon:${new URL(url).host}`,
    isLocal: false,
    timeoutMs: 5_000,
    isIdempotent: true,
    async execute(effect, { idempotencyKey, signal }): Promise<EffectOutcome> {
      const refusal = checkEffect(effect, capabilities);
      if (refusal !== null) return refusal;
      try {
        const answer = await call(`/letters/${idempotencyKey}`, {
          method: "PUT",
          body: JSON.stringify(effect),
          signal,
        });
        if (answer.ok) return { outcome: "accepted", vendorId: await answer.text() };
        return { outcome: "refused", reason: `It answered ${answer.status}.`, fix: "Check PIGEON_KEY." };
      } catch (error) {
        if (!signal.aborted && String((error as Error).cause).includes("ECONNREFUSED")) {
          return { outcome: "refused", reason: "The loft is closed.", fix: "Open the loft and try again." };
        }
        return { outcome: "ambiguous", reason: "The pigeon left and has not returned." };
      }
    },
    async check({ signal }) {
      try {
        const answer = await call("/health", { signal });
        return { isHealthy: answer.ok, message: answer.ok ? "The loft is open." : "Check PIGEON_KEY." };
      } catch {
        return { isHealthy: false, message: "The loft does not answer: check PIGEON_URL." };
      }
    },
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
  create(environment) {
    const url = readVariable(environment, "PIGEON_URL");
    const key = readVariable(environment, "PIGEON_KEY");
    return url === undefined || key === undefined ? null : createCarrierPigeon(url, key);
  },
};

export const startCarrierPigeonRig: StartContractRig = async () => {
  const letters = new Set<string>();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    if (path.startsWith("/silent")) return;
    if (path.startsWith("/failing") || request.headers.authorization !== `Bearer ${secret}`) response.statusCode = 401;
    else if (path.startsWith("/letters/")) letters.add(path);
    response.end(path);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stoppedPort = await findClosedPort();
  const setUrl = (url: string) => ({ PIGEON_URL: url, PIGEON_KEY: secret });
  return {
    environments: {
      healthy: setUrl(origin),
      stopped: setUrl(`http://127.0.0.1:${stoppedPort}`),
      failing: setUrl(`${origin}/failing`),
      silent: setUrl(`${origin}/silent`),
    },
    secrets: [secret],
    countMade: () => letters.size,
    close: () => {
      server.closeAllConnections();
      return new Promise(done => server.close(() => done()));
    },
  };
};
