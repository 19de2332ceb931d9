/** Owns the proof that nothing acknowledged is lost and no finished step runs again when the engine, the app or PostgreSQL dies. */
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type App,
  awaitEnd,
  awaitRegistration,
  createClient,
  type EngineProcess,
  type Postgres,
  readRuns,
  serveApp,
  startEngine,
  startPostgres,
  takePort,
  waitUntil,
} from "./testing/harness.ts";

const enginePort = await takePort();
const appPort = await takePort();
const client = createClient(enginePort);
/** For each event, the steps in the order in which they were executed. */
const executed = new Map<string, number[]>();
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

async function execute(eventId: string, number: number): Promise<number> {
  executed.set(eventId, [...(executed.get(eventId) ?? []), number]);
  await pause(10);
  return number;
}

const functions = [
  client.createFunction(
    { id: "three", triggers: [{ event: "test/three" }], concurrency: 40 },
    async ({ event, step }) => {
      const id = event.id ?? "";
      const one = await step.run("one", () => execute(id, 1));
      const two = await step.run("two", () => execute(id, 2));
      const three = await step.run("three", () => execute(id, 3));
      return one + two + three;
    },
  ),
  client.createFunction({ id: "mixed", triggers: [{ event: "test/mixed" }] }, async ({ event, step }) => {
    const id = event.id ?? "";
    await step.run("one", () => execute(id, 1));
    await step.sleep("nap", "1s");
    const parts = await Promise.all([
      step.run("two", () => execute(id, 2)),
      step.run("also two", () => execute(id, 2)),
    ]);
    return step.run("three", async () => (await execute(id, 3)) + parts.length);
  }),
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

async function restartEngine(): Promise<void> {
  await engine.kill("SIGKILL");
  engine = await startEngine(postgres.url, [app.url], { port: enginePort });
}

/** Sends until acknowledged, as the product's outbox does; the id makes repetition harmless. */
async function sendForSure(id: string, name: string): Promise<void> {
  for (;;) {
    try {
      await client.send({ id, name, data: {} });
      return;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      await pause(50);
    }
  }
}

/** A step counts as finished once a later one has begun: from then on it must not be executed again. */
function findRepeatedSteps(ids: string[]): string[] {
  return ids.filter(id => {
    const order = executed.get(id) ?? [];
    return order.some((number, index) => order.slice(0, index).some(earlier => earlier > number));
  });
}

test("150 runs survive five kills of the engine, and no finished step runs again", async () => {
  const ids = Array.from({ length: 150 }, (_, index) => `three-${index}`);
  const sending = Promise.all(ids.map((id, index) => pause(index * 15).then(() => sendForSure(id, "test/three"))));
  for (let round = 0; round < 5; round++) {
    await pause(350);
    await restartEngine();
  }
  await sending;
  const runs = await Promise.all(ids.map(id => awaitEnd(engine.url, id, 1, 20_000)));
  expect(runs.flat().filter(run => run.status === "completed" && run.output === 6)).toHaveLength(150);
  expect(findRepeatedSteps(ids)).toEqual([]);
  expect(ids.filter(id => !executed.get(id)?.includes(3))).toEqual([]);
}, 45_000);

test("sleeps, parallel steps and waiting runs survive a kill of the engine", async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `mixed-${index}`);
  await Promise.all(ids.map(id => sendForSure(id, "test/mixed")));
  await pause(500);
  await restartEngine();
  const runs = await Promise.all(ids.map(id => awaitEnd(engine.url, id, 1, 20_000)));
  expect(runs.flat().map(run => run.output)).toEqual(ids.map(() => 5));
  expect(findRepeatedSteps(ids)).toEqual([]);
}, 30_000);

test("calls that a dead app did not answer are taken over within five seconds, without using up attempts", async () => {
  const ids = Array.from({ length: 10 }, (_, index) => `dead-${index}`);
  await app.stop();
  await Promise.all(ids.map(id => sendForSure(id, "test/three")));
  await pause(1500);
  expect((await readRuns(engine.url, "dead-0"))[0]).toMatchObject({ status: "queued" });
  app = await serveApp(client, functions, appPort);
  const startedAt = Date.now();
  const runs = await Promise.all(ids.map(id => awaitEnd(engine.url, id)));
  expect(Date.now() - startedAt).toBeLessThan(5000);
  expect(runs.flat().map(run => run.status)).toEqual(ids.map(() => "completed"));
}, 20_000);

test("an app killed within its calls is called again and completes every run", async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `cut-${index}`);
  const sending = Promise.all(ids.map((id, index) => pause(index * 10).then(() => sendForSure(id, "test/three"))));
  for (let round = 0; round < 3; round++) {
    await pause(80);
    await app.stop();
    app = await serveApp(client, functions, appPort);
  }
  await sending;
  const runs = await Promise.all(ids.map(id => awaitEnd(engine.url, id)));
  expect(runs.flat().map(run => run.output)).toEqual(ids.map(() => 6));
}, 20_000);

test("the engine goes on when PostgreSQL is killed and comes back", async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `postgres-${index}`);
  const sending = Promise.all(ids.map((id, index) => pause(index * 15).then(() => sendForSure(id, "test/three"))));
  await pause(300);
  await postgres.crash();
  await postgres.server.start();
  await sending;
  const runs = await Promise.all(ids.map(id => awaitEnd(engine.url, id, 1, 20_000)));
  expect(runs.flat().map(run => run.output)).toEqual(ids.map(() => 6));
  expect(findRepeatedSteps(ids)).toEqual([]);
  expect(engine.process.exitCode).toBeNull();
}, 30_000);

test("the work of one of two workers that dies goes to the other at once", async () => {
  await engine.kill("SIGTERM");
  const other = await serveApp(client, functions);
  engine = await startEngine(postgres.url, [app.url, other.url], { port: enginePort });
  await waitUntil(async () => {
    const health = (await (await fetch(`${engine.url}/health`)).json()) as { addresses: { isUp: boolean }[] };
    return health.addresses.filter(address => address.isUp).length === 2;
  }, "both workers");
  const ids = Array.from({ length: 20 }, (_, index) => `two-${index}`);
  await Promise.all(ids.map(id => sendForSure(id, "test/three")));
  const stoppedAt = Date.now();
  await other.stop();
  const runs = await Promise.all(ids.map(id => awaitEnd(engine.url, id)));
  expect(Date.now() - stoppedAt).toBeLessThan(3000);
  expect(runs.flat().map(run => run.output)).toEqual(ids.map(() => 6));
  expect(findRepeatedSteps(ids)).toEqual([]);
}, 20_000);

test("a second engine waits until the first one is gone and takes its work over", async () => {
  const second = await startEngine(postgres.url, [app.url], { port: await takePort(), awaitReady: false });
  await pause(600);
  await expect(fetch(`${second.url}/health`)).rejects.toThrow();
  await sendForSure("handed-over", "test/mixed");
  await engine.kill("SIGTERM");
  await waitUntil(
    () =>
      fetch(`${second.url}/health`).then(
        answer => answer.ok,
        () => false,
      ),
    "the second engine",
  );
  expect(await awaitEnd(second.url, "handed-over")).toMatchObject([{ output: 5 }]);
  await second.kill("SIGTERM");
  engine = await startEngine(postgres.url, [app.url], { port: enginePort });
}, 20_000);
