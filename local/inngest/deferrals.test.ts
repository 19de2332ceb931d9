/** Owns the proof of `defer`: what a run puts off starts after its end, once, unless it is taken back. */
import type { InngestFunction } from "inngest";
import { createDefer } from "inngest/experimental";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awaitEnd, createClient, type Rig, readRuns, startRig, takePort, waitUntil } from "./testing/harness.ts";

const enginePort = await takePort();
const client = createClient(enginePort);
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const deferred: { data: unknown; parent: string; at: number }[] = [];
const ended = new Map<string, number>();

const later = createDefer(client, { id: "later" }, async ({ event, parents }) => {
  deferred.push({ data: event.data, parent: String(parents[0]?.runId), at: Date.now() });
});

const functions: InngestFunction.Any[] = [
  later as unknown as InngestFunction.Any,
  client.createFunction({ id: "plain", triggers: [{ event: "test/plain" }] }, async ({ defer, runId }) => {
    defer("only", { function: later, data: { from: "plain" } });
    await pause(50);
    ended.set(runId, Date.now());
    return "done";
  }) as InngestFunction.Any,
  client.createFunction({ id: "steps", triggers: [{ event: "test/steps" }] }, async ({ step, defer, runId }) => {
    defer("first", { function: later, data: { n: 1 } });
    await step.run("one", () => 1);
    const taken = defer("taken-back", { function: later, data: { n: 2 } });
    await step.sleep("nap", "1s");
    taken.abort();
    defer("last", { function: later, data: { n: 3 } });
    await step.run("two", () => 2);
    ended.set(runId, Date.now());
  }) as InngestFunction.Any,
  client.createFunction(
    { id: "broken", retries: 1, triggers: [{ event: "test/broken" }] },
    async ({ defer, attempt }) => {
      defer("after failure", { function: later, data: { from: "broken", attempt } });
      throw new Error("broken");
    },
  ) as InngestFunction.Any,
];

let rig: Rig;

beforeAll(async () => {
  rig = await startRig(client, functions, enginePort);
});

afterAll(async () => {
  await rig.stop();
});

async function send(name: string): Promise<string> {
  const { ids } = await client.send({ name, data: {} });
  return ids[0] ?? "";
}

const readDeferred = (runId: string | undefined) => deferred.filter(({ parent }) => parent === runId);

test("a function without steps puts something off until after its end", async () => {
  const [run] = await awaitEnd(rig.url, await send("test/plain"));
  expect(run).toMatchObject({ status: "completed", output: "done" });
  await waitUntil(() => readDeferred(run?.runId).length > 0, "the deferred run");
  expect(readDeferred(run?.runId)).toMatchObject([{ data: { from: "plain" } }]);
  expect(readDeferred(run?.runId)[0]?.at).toBeGreaterThanOrEqual(ended.get(run?.runId ?? "") ?? Number.NaN);
});

test("what is put off between steps starts once after the end, except what is taken back, also when the engine is killed", async () => {
  const id = await send("test/steps");
  await waitUntil(async () => (await readRuns(rig.url, id))[0]?.status === "waiting", "the sleep");
  await rig.killEngine();
  await rig.startEngine();
  const [run] = await awaitEnd(rig.url, id);
  expect(run).toMatchObject({ status: "completed" });
  await waitUntil(() => readDeferred(run?.runId).length >= 2, "both deferred runs");
  await pause(300);
  const numbers = readDeferred(run?.runId).map(({ data }) => (data as { n: number }).n);
  expect(numbers.toSorted()).toEqual([1, 3]);
  for (const { at } of readDeferred(run?.runId))
    expect(at).toBeGreaterThanOrEqual(ended.get(run?.runId ?? "") ?? Number.NaN);
});

test("a run that fails has its attempts and no more, and what it put off starts once", async () => {
  const [run] = await awaitEnd(rig.url, await send("test/broken"));
  expect(run).toMatchObject({ status: "failed", output: { message: "broken" } });
  await waitUntil(() => readDeferred(run?.runId).length > 0, "the deferred run");
  await pause(300);
  expect(readDeferred(run?.runId)).toMatchObject([{ data: { from: "broken", attempt: 0 } }]);
});
