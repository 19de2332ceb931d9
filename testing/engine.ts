/** The Inngest engine alone, on a durable PostgreSQL with the product's settings: for measurements without the rest of the product. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Inngest } from "inngest";
import { withServer } from "#local/backup/temporary-server.ts";
import { createClient, startEngine, waitUntil } from "#local/inngest/testing/harness.ts";
import { placePostgres } from "#local/postgres/place.ts";
import { initialiseCluster } from "#local/postgres/server.ts";
import { findFreePort } from "./postgres.ts";

export type EngineAlone = {
  port: number;
  pid: number;
  databaseUrl: string;
  databasePid: number;
  /** Resolves when this many functions are registered and the app answers. */
  waitForApp(functions: number): Promise<void>;
};

/** Starts both, with the apps of these ports, does the work, and removes everything. */
export async function withEngine(appPorts: readonly number[], work: (engine: EngineAlone) => Promise<void>) {
  const folder = mkdtempSync(path.join(tmpdir(), "quarterdeck-engine-"));
  chmodSync(folder, 0o711);
  try {
    const place = await placePostgres(folder);
    const password = "only-on-loopback";
    await initialiseCluster(place, { password, isDurable: true });
    await withServer(place, password, {}, async databaseUrl => {
      const [pid] = readFileSync(path.join(place.databaseDir, "postmaster.pid"), "utf8").split("\n");
      const urls = appPorts.map(port => `http://127.0.0.1:${port}/api/inngest`);
      const engine = await startEngine(databaseUrl, urls, { port: await findFreePort() });
      engine.process.stderr?.pipe(process.stderr);
      try {
        await work({
          port: engine.port,
          pid: engine.process.pid ?? 0,
          databaseUrl,
          databasePid: Number(pid),
          waitForApp: functions => waitForApp(engine.url, functions),
        });
      } finally {
        await engine.kill("SIGKILL");
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An SDK client that knows the engine and its keys. */
export function createEngineClient(enginePort: number): Inngest {
  return createClient(enginePort, "bench");
}

type Health = { functions: number; addresses: { isUp: boolean }[] };

async function waitForApp(url: string, functions: number): Promise<void> {
  await waitUntil(
    async () => {
      const health: Health = await (await fetch(`${url}/health`)).json();
      return health.functions >= functions && health.addresses.some(address => address.isUp);
    },
    "the app's registration",
    30_000,
  );
}
