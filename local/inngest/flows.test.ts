/** Owns the proof, from outside and through the official SDK, that the engine carries every flow it registers. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { counts, createFlowFunctions, mostRunning, seen } from "./testing/flow-functions.ts";
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
const client = createClient(enginePort);
const functions = createFlowFunctions(client);

let postgres: Postgres;
let engine: EngineProcess;
let app: App;

beforeAll(async () => {
  postgres = await startPostgres();
  app = await serveApp(client, functions);
  engine = await startEngine(postgres.url, [app.url], { port: enginePort });
  await awaitRegistration(engine, functions.length);
});

afterAll(async () => {
  await engine.kill("SIGTERM");
  await app.stop();
  await postgres.stop();
});

let sent = 0;
async function send(
  name: string,
  data: Record<string, unknown> = {},
  extra: Record<string, unknown> = {},
): Promise<string> {
  sent += 1;
  const { ids } = await client.send({ id: `${name}-${sent}`, name, data, ...extra });
  return ids[0] ?? "";
}

async function run(name: string, data: Record<string, unknown> = {}, timeoutMs?: number) {
  const [only] = await awaitEnd(engine.url, await send(name, data), 1, timeoutMs);
  return only;
}

describe.concurrent("the embedded engine", () => {
  test("runs steps once each, in order, and returns the function's result", async () => {
    const ended = await run("test/steps", { text: "hé\u0000llo" });
    expect(ended).toMatchObject({
      status: "completed",
      output: { first: { text: "hé\u0000llo", at: 1 }, second: "hé\u0000llo!" },
    });
    expect(seen.get("rounds")).toEqual([1, 2, 3]);
    await waitUntil(() => seen.has("finished"), "the finished event");
    expect(seen.get("finished")).toHaveLength(1);
  });

  test("passes a function without steps its event and keeps the result", async () => {
    expect(await run("test/plain", { b: [1, { z: null, a: 1.5 }] })).toMatchObject({
      output: { b: [1, { z: null, a: 1.5 }] },
    });
  });

  test("carries functions that switched checkpointing off", async () => {
    expect(await run("test/async")).toMatchObject({ status: "completed", output: 2 });
  });

  test("retries a failing step until it succeeds, without running the steps before it again", async () => {
    const ended = await run("test/flaky");
    expect(ended).toMatchObject({ status: "completed", output: 2 });
    expect([...counts].filter(([name]) => name.startsWith("steady")).map(([, times]) => times)).toEqual([1]);
  });

  test("fails a run after its last attempt and tells onFailure with the error and the original event", async () => {
    const id = await send("test/failing");
    const [ended] = await awaitEnd(engine.url, id);
    expect(ended).toMatchObject({ status: "failed", output: { message: "always broken" } });
    expect(counts.get("failing")).toBe(2);
    await waitUntil(() => seen.has("failure"), "the failure handler");
    expect(seen.get("failure")).toEqual([{ message: "always broken", id, functionId: "app-failing" }]);
  });

  test("does not retry an error that says it is final", async () => {
    expect(await run("test/final")).toMatchObject({ status: "failed", output: { message: "no use" } });
    expect(counts.get("final")).toBe(1);
  });

  test("lets a function catch the error of a step that failed for good", async () => {
    expect(await run("test/caught")).toMatchObject({ status: "completed", output: "caught: inside" });
  });

  test("waits as long as a retry-after error asks", async () => {
    await run("test/later");
    const [first = 0, second = 0] = seen.get("later") as number[];
    expect(second - first).toBeGreaterThanOrEqual(1000);
    expect(second - first).toBeLessThan(4000);
  });

  test("sleeps for a duration and until a moment", async () => {
    const startedAt = Date.now();
    expect(await run("test/sleep")).toMatchObject({ output: "awake" });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1000);
  });

  test("sends events from a step", async () => {
    const id = await send("test/send");
    expect(await awaitEnd(engine.url, id)).toMatchObject([{ output: { ids: [`${id}-child`] } }]);
    expect(await awaitEnd(engine.url, `${id}-child`)).toMatchObject([{ output: { from: "sender" } }]);
  });

  test("invokes functions and hands back results, errors, and the absence of the function", async () => {
    expect(await run("test/invoke")).toMatchObject({
      output: {
        result: 42,
        failure: "negative numbers are refused",
        missing: 'step.invoke: no function "app-nowhere" is registered',
      },
    });
  });

  test("ends an invocation that takes longer than its timeout with the SDK's error", async () => {
    expect(await run("test/impatient")).toMatchObject({ output: "InngestInvokeTimeoutError" });
  });

  test("wakes a waiting run by the matching event only, and times out with null", async () => {
    const id = await send("test/wait", { ticket: 7 });
    await waitUntil(async () => (await readRuns(engine.url, id))[0]?.status === "waiting", "the wait");
    await send("test/answer", { ticket: 8, isFinal: true, text: "wrong ticket" });
    await send("test/answer", { ticket: 7, isFinal: false, text: "not final" });
    await send("test/answer", { ticket: 7, isFinal: true, text: "right" });
    expect(await awaitEnd(engine.url, id)).toMatchObject([{ output: { answer: "right", none: null } }]);
  });

  test("runs parallel steps, sleeps and invocations once each and goes on when all are done", async () => {
    expect(await run("test/parallel")).toMatchObject({ output: [1, 1, "slept", 10, 1] });
  });

  test("goes on after the first of a race", async () => {
    const startedAt = Date.now();
    expect(await run("test/race")).toMatchObject({ output: "quick" });
    const [afterAt = 0] = seen.get("race") as number[];
    expect(afterAt - startedAt).toBeLessThan(1500);
  });

  test("lets parallel branches of several steps proceed on their own when optimization is off", async () => {
    expect(await run("test/branches")).toMatchObject({ output: ["a1", "b1"] });
  });

  test("cancels exactly the run that the event names", async () => {
    const [kept, dropped] = await Promise.all([
      send("test/cancellable", { taskId: "kept" }),
      send("test/cancellable", { taskId: "dropped" }),
    ]);
    await waitUntil(() => counts.get("cancellable") === 2, "both runs to begin");
    await send("test/cancel", { taskId: "dropped" });
    expect(await awaitEnd(engine.url, dropped)).toMatchObject([{ status: "cancelled" }]);
    await expect.poll(() => readRuns(engine.url, kept)).toMatchObject([{ status: "waiting" }]);
    await waitUntil(() => seen.has("cancelled"), "the cancelled event");
    expect(seen.get("cancelled")).toEqual(["app-cancellable"]);
  });

  test("never executes more steps at once than the limits in total and per key allow", async () => {
    const ids = await Promise.all(
      Array.from({ length: 24 }, (_, index) => send("test/limited", { workspace: ["a", "b", "c"][index % 3] })),
    );
    await Promise.all(ids.map(id => awaitEnd(engine.url, id)));
    expect(mostRunning).toBe(4);
    for (const workspace of ["a", "b", "c"]) {
      expect(Math.max(...(seen.get(`most ${workspace}`) as number[]))).toBeLessThanOrEqual(2);
    }
  });

  test("calls queued runs of higher priority first", async () => {
    const first = await send("test/ranked", { name: "first", rank: 0 });
    await waitUntil(() => seen.has("ranked"), "the first run");
    const low = await send("test/ranked", { name: "low", rank: -100 });
    const middle = await send("test/ranked", { name: "middle", rank: 0 });
    const high = await send("test/ranked", { name: "high", rank: 100 });
    for (const id of [first, low, middle, high]) await awaitEnd(engine.url, id);
    expect(seen.get("ranked")).toEqual(["first", "high", "middle", "low"]);
  });

  test("starts one run per idempotency key", async () => {
    const ids = await Promise.all([1, 1, 2, 1].map(order => send("test/once", { order })));
    const runs = await Promise.all(ids.map(id => readRuns(engine.url, id)));
    expect(runs.flat()).toHaveLength(2);
    await waitUntil(() => counts.get("once") === 2, "two runs");
  });

  test("starts one run for an event sent many times under one id", async () => {
    const event = { id: "same-id", name: "test/plain", data: {} };
    await Promise.all(Array.from({ length: 10 }, () => client.send([event, event])));
    expect(await awaitEnd(engine.url, "same-id")).toHaveLength(1);
  });

  test("starts a run only for events that meet the trigger's expression", async () => {
    const [small, large, none] = await Promise.all([
      send("test/picky", { size: 5 }),
      send("test/picky", { size: 50 }),
      send("test/picky", {}),
    ]);
    expect(await awaitEnd(engine.url, large)).toHaveLength(1);
    expect(await readRuns(engine.url, small)).toEqual([]);
    expect(await readRuns(engine.url, none)).toEqual([]);
  });

  test("delays a run to the time its event carries", async () => {
    const startedAt = Date.now();
    const id = await send("test/plain", {}, { ts: startedAt + 700 });
    expect(await readRuns(engine.url, id)).toMatchObject([{ status: "waiting" }]);
    await awaitEnd(engine.url, id);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(690);
  });

  test("lets the SDK fetch the data of a run too large for one request", async () => {
    expect(await run("test/large", {}, 20_000)).toMatchObject({ status: "completed", output: 6_000_000 });
  });
});
