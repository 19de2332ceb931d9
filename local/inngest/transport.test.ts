/** Owns the proof of how answers and large data travel between the engine and an app: streamed, fetched, or refused with the reason. */
import http from "node:http";
import { type InngestFunction, NonRetriableError } from "inngest";
import { serve } from "inngest/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findStepOverflow, maxOutputLength, maxStateLength } from "./limits.ts";
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
const client = createClient(enginePort);
const streaming = createClient(enginePort, "streaming");
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
let attempts = 0;
let slowCalls = 0;

const streamed: InngestFunction.Any[] = [
  streaming.createFunction({ id: "slow", triggers: [{ event: "test/slow" }] }, async ({ step }) => {
    // The SDK sends its first keep-alive byte after three seconds.
    const first = await step.run("first", () => {
      slowCalls += 1;
      return pause(3500).then(() => "kept alive");
    });
    await step.sleep("nap", "1s");
    const [second] = await Promise.all([step.run("second", () => "and on"), step.run("third", () => null)]);
    return [first, second];
  }) as InngestFunction.Any,
  streaming.createFunction({ id: "faulty", triggers: [{ event: "test/faulty" }], retries: 2 }, async ({ step }) => {
    await step.run("retried", () => {
      attempts += 1;
      if (attempts < 2) throw new Error("not yet");
    });
    throw new NonRetriableError("for good");
  }) as InngestFunction.Any,
];

const large: InngestFunction.Any[] = [
  client.createFunction({ id: "measure", triggers: [{ event: "test/measure" }] }, async ({ event, step }) => {
    const { text } = event.data as { text: string };
    const copied = await step.run("copy", () => text.slice(0, 1000));
    await step.sleep("nap", "1s");
    return text.length + copied.length;
  }) as InngestFunction.Any,
  client.createFunction(
    { id: "collect", batchEvents: { maxSize: 3, timeout: "30s" }, triggers: [{ event: "test/collect" }] },
    async ({ events }) =>
      (events as { data: { text: string } }[]).reduce((total, { data }) => total + data.text.length, 0),
  ) as InngestFunction.Any,
  client.createFunction({ id: "huge-step", triggers: [{ event: "test/huge-step" }] }, async ({ step }) =>
    step.run("huge", () => "x".repeat(maxOutputLength)).then((text: string) => text.length),
  ) as InngestFunction.Any,
  client.createFunction(
    { id: "huge-async", checkpointing: false, triggers: [{ event: "test/huge-async" }] },
    async ({ step }) => step.run("huge", () => "x".repeat(maxOutputLength)).then((text: string) => text.length),
  ) as InngestFunction.Any,
  client.createFunction({ id: "huge-result", triggers: [{ event: "test/huge-result" }] }, async () =>
    "x".repeat(maxOutputLength),
  ) as InngestFunction.Any,
];

let postgres: Postgres;
let engine: EngineProcess;
let app: App;
let streamingServer: http.Server;
const seenStatuses = new Set<number>();

beforeAll(async () => {
  postgres = await startPostgres();
  app = await serveApp(client, large);
  const handler = serve({ client: streaming, functions: streamed, streaming: true });
  const port = await takePort();
  streamingServer = http.createServer((request, response) => {
    response.once("finish", () => seenStatuses.add(response.statusCode));
    handler(request, response);
  });
  await new Promise<void>(resolve => streamingServer.listen(port, "127.0.0.1", resolve));
  engine = await startEngine(postgres.url, [app.url, `http://127.0.0.1:${port}/api/inngest`], { port: enginePort });
  await awaitRegistration(engine, large.length + streamed.length);
});

afterAll(async () => {
  await engine.kill("SIGTERM");
  await app.stop();
  streamingServer.closeAllConnections();
  await new Promise<void>(resolve => streamingServer.close(() => resolve()));
  await postgres.stop();
});

async function run(name: string, data: Record<string, unknown> = {}) {
  const { ids } = await client.send({ name, data });
  const [only] = await awaitEnd(engine.url, ids[0] ?? "", 1, 30_000);
  return only;
}

test("streamed answers, with their keep-alive bytes, are read like any other", async () => {
  expect(await run("test/slow")).toMatchObject({ status: "completed", output: ["kept alive", "and on"] });
  expect(await run("test/faulty")).toMatchObject({ status: "failed", output: { message: "for good" } });
  expect(attempts).toBe(2);
  expect(seenStatuses).toContain(201);
}, 40_000);

test("a streamed answer that breaks off is asked for again", async () => {
  const before = slowCalls;
  await streaming.send({ id: "cut", name: "test/slow", data: {} });
  await waitUntil(() => slowCalls > before, "the call");
  streamingServer.closeAllConnections();
  expect(await awaitEnd(engine.url, "cut", 1, 30_000)).toMatchObject([{ status: "completed" }]);
  expect(slowCalls).toBe(before + 2);
}, 40_000);

test("an event larger than four megabytes reaches the function whole", async () => {
  expect(await run("test/measure", { text: "é".repeat(5_000_000) })).toMatchObject({ output: 5_001_000 });
}, 40_000);

test("a batch whose events are larger than four megabytes together reaches the function whole", async () => {
  const text = "y".repeat(2_000_000);
  const ids = [];
  for (let index = 0; index < 3; index++)
    ids.push(...(await client.send({ name: "test/collect", data: { text } })).ids);
  expect(await awaitEnd(engine.url, ids[2] ?? "", 1, 30_000)).toMatchObject([{ output: 6_000_000 }]);
}, 40_000);

test.each(["test/huge-step", "test/huge-async", "test/huge-result"])(
  "what %s returns is too large, and its run fails saying so",
  async name => {
    const ended = await run(name);
    expect(ended).toMatchObject({ status: "failed", output: { name: "OutputTooLarge" } });
    expect(JSON.stringify(ended?.output)).toContain("at most 4194304 are kept");
  },
  40_000,
);

test("the steps of a run may be large, but not without end", () => {
  const payload = "z".repeat(maxOutputLength);
  const steps = new Map(Array.from({ length: 7 }, (_, index) => [String(index), { payload, seq: index }] as const));
  expect(findStepOverflow({ steps }, [{ payload }])).toBeUndefined();
  expect(findStepOverflow({ steps }, [{ payload }, { payload: "1" }])).toContain(String(maxStateLength));
});
