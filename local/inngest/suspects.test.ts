/** Owns the proof that a call of which its app dies each time ends, says why, and does not take the others with it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type App,
  awaitEnd,
  awaitRegistration,
  createClient,
  type EngineProcess,
  type Postgres,
  serveApp,
  startEngine,
  startPostgres,
  takePort,
  waitUntil,
} from "./testing/harness.ts";

const enginePort = await takePort();
const appPort = await takePort();
const client = createClient(enginePort);
let deaths = 0;
const executed: string[] = [];

/** What the death of its process is to the engine: every connection ends, and for a moment nothing listens. */
async function die(): Promise<never> {
  deaths += 1;
  await app.stop();
  app = await serveApp(client, functions, appPort);
  return new Promise(() => undefined);
}

const functions = [
  client.createFunction(
    {
      id: "poisoned",
      triggers: [{ event: "test/poisoned" }],
      cancelOn: [{ event: "test/cancelled", if: "async.data.id == event.data.id" }],
      concurrency: 40,
      retries: 3,
    },
    async ({ step }) => {
      const before = await step.run("before", () => {
        executed.push("before");
        return 1;
      });
      return before + (await step.run("death", () => die()));
    },
  ),
  client.createFunction(
    { id: "harmless", triggers: [{ event: "test/harmless" }], concurrency: 40 },
    async ({ event, step }) =>
      step.run("work", async () => {
        await new Promise(resolve => setTimeout(resolve, 100));
        return event.id;
      }),
  ),
];

let postgres: Postgres;
let engine: EngineProcess;
let app: App;

beforeAll(async () => {
  postgres = await startPostgres();
  app = await serveApp(client, functions, appPort);
  engine = await startEngine(postgres.url, [app.url], { port: enginePort });
  await awaitRegistration(engine, functions.length);
});

afterAll(async () => {
  await engine.kill("SIGTERM");
  await app.stop();
  await postgres.stop();
});

test("a call of which its app dies each time fails with the reason after four deaths, and all others complete", async () => {
  const others = Array.from({ length: 20 }, (_, index) => `harmless-${index}`);
  await client.send([
    { id: "poisoned", name: "test/poisoned", data: { id: "poisoned" } },
    ...others.map(id => ({ id, name: "test/harmless", data: {} })),
  ]);
  const [poisoned] = await awaitEnd(engine.url, "poisoned", 1, 30_000);
  expect(poisoned).toMatchObject({ status: "failed", output: { name: "AppDied", message: /died 4 times/ } });
  expect(deaths).toBe(4);
  expect(executed).toEqual(["before"]);
  const ended = await Promise.all(others.map(id => awaitEnd(engine.url, id, 1, 20_000)));
  expect(ended.flat().map(run => run.output)).toEqual(others);
}, 60_000);

test("a suspect that is cancelled before its turn does not keep the next one waiting", async () => {
  deaths = 0;
  const ids = ["cancelled", "kept"];
  await client.send(ids.map(id => ({ id, name: "test/poisoned", data: { id } })));
  await waitUntil(() => deaths >= 2, "two deaths in company", 30_000);
  await client.send({ name: "test/cancelled", data: { id: "cancelled" } });
  const [cancelled] = await awaitEnd(engine.url, "cancelled", 1, 30_000);
  const [kept] = await awaitEnd(engine.url, "kept", 1, 40_000);
  expect([cancelled?.status, kept?.status]).toEqual(["cancelled", "failed"]);
}, 90_000);
