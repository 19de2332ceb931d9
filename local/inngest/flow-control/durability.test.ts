/** Owns the proof that what waits for its start survives `kill -9` of the engine at any moment: nothing lost, nothing twice, no limit forgotten. */
import type { InngestFunction } from "inngest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awaitEnd, createClient, type Rig, readRuns, startRig, takePort, waitUntil } from "../testing/harness.ts";

const enginePort = await takePort();
const client = createClient(enginePort);
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** For each function, its runs by id: the events' numbers and the time of the first call. */
const started = new Map<string, Map<string, { at: number; numbers: number[]; key: unknown }>>();

function define(id: string, options: Record<string, unknown>, work: () => Promise<unknown> = async () => undefined) {
  const configured = { id, triggers: [{ event: `test/${id}` }], ...options } as { id: string };
  return client.createFunction(configured, async ({ events, runId }) => {
    const runs = started.get(id) ?? new Map();
    started.set(id, runs);
    const list = events as { data: { n: number; key?: unknown } }[];
    if (!runs.has(runId))
      runs.set(runId, { at: Date.now(), numbers: list.map(({ data }) => data.n), key: list[0]?.data.key });
    await work();
  }) as InngestFunction.Any;
}

const readStarts = (id: string) => [...(started.get(id)?.values() ?? [])];
let isHeld = true;
const hold = async () => {
  while (isHeld) await pause(5);
};

const functions: InngestFunction.Any[] = [
  define("bundle", { batchEvents: { maxSize: 7, timeout: "3s", key: "event.data.key" } }),
  define("quiet", { debounce: { period: "1s", timeout: "3s", key: "event.data.key" } }),
  define("throttled", { throttle: { limit: 5, period: "1s" } }),
  define("rare", { throttle: { limit: 1, period: "5s" } }),
  define("limited", { rateLimit: { limit: 1, period: "1h", key: "event.data.key" } }),
  define("single", { singleton: { mode: "skip", key: "event.data.key" } }, hold),
  define("late", { timeouts: { start: "3s" }, concurrency: 1 }, hold),
  define("long", { timeouts: { finish: "3s" } }, hold),
];

let rig: Rig;

beforeAll(async () => {
  rig = await startRig(client, functions, enginePort);
});

afterAll(async () => {
  isHeld = false;
  await rig.stop();
});

async function restartEngine(): Promise<void> {
  await rig.killEngine();
  await rig.startEngine();
}

/** Sends until acknowledged; the id makes repetition harmless. */
async function sendForSure(name: string, n: number, key: unknown): Promise<string> {
  const id = `${name}-${n}`;
  for (;;) {
    try {
      await client.send({ id, name: `test/${name}`, data: { n, key } });
      return id;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      await pause(20);
    }
  }
}

test("under six kills every event goes into exactly one batch, every debounce ends with its latest event, every throttled run starts", async () => {
  const count = 60;
  const keys = ["a", "b", "c"];
  const sendSeries = async (name: string, everyMs: number) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) {
      ids.push(await sendForSure(name, n, keys[n % keys.length]));
      await pause(everyMs);
    }
    return ids;
  };
  const throttledCount = 20;
  const sending = Promise.all([
    sendSeries("bundle", 40),
    sendSeries("quiet", 40),
    sendSeries("limited", 40),
    ...Array.from({ length: throttledCount }, (_, n) => sendForSure("throttled", n, null)),
  ]);
  for (let round = 0; round < 6; round++) {
    await pause(150 + Math.random() * 400);
    await restartEngine();
  }
  const [bundled = []] = await sending;
  for (const id of bundled as string[]) await awaitEnd(rig.url, id, 1, 20_000);

  const inBatches = readStarts("bundle").flatMap(({ numbers }) => numbers);
  expect(inBatches.toSorted((left, right) => left - right)).toEqual(Array.from({ length: count }, (_, n) => n));
  const sizes = readStarts("bundle").map(({ numbers }) => numbers.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(7);
  expect(Math.max(...sizes)).toBeGreaterThan(1);

  for (const [index, key] of keys.entries()) {
    const last = count - keys.length + index;
    const isLastStarted = () => readStarts("quiet").some(run => run.key === key && run.numbers[0] === last);
    await waitUntil(isLastStarted, `the debounce of ${key}`, 20_000);
    expect(readStarts("limited").filter(run => run.key === key)).toHaveLength(1);
  }

  await waitUntil(() => readStarts("throttled").length === throttledCount, "all throttled runs", 20_000);
  const numbers = readStarts("throttled").flatMap(run => run.numbers);
  expect(numbers.toSorted((left, right) => left - right)).toEqual(Array.from({ length: throttledCount }, (_, n) => n));
}, 90_000);

test("a singleton stays taken and timeouts stay set when the engine is killed", async () => {
  const first = await sendForSure("single", 1, "kept");
  const occupying = await sendForSure("late", 1, null);
  const long = await sendForSure("long", 1, null);
  await waitUntil(() => ["single", "late", "long"].every(name => readStarts(name).length === 1), "the first calls");
  const late = await sendForSure("late", 2, null);
  await restartEngine();
  expect(await readRuns(rig.url, await sendForSure("single", 2, "kept"))).toEqual([]);
  expect(await awaitEnd(rig.url, late)).toMatchObject([{ status: "cancelled" }]);
  expect(await awaitEnd(rig.url, long)).toMatchObject([{ status: "cancelled" }]);
  isHeld = false;
  expect(await awaitEnd(rig.url, first)).toMatchObject([{ status: "completed" }]);
  expect(await awaitEnd(rig.url, occupying)).toMatchObject([{ status: "completed" }]);
}, 30_000);

test("a throttle remembers its last start when the engine is killed", async () => {
  await sendForSure("rare", 1, null);
  await sendForSure("rare", 2, null);
  await waitUntil(() => readStarts("rare").length === 1, "the first start");
  await restartEngine();
  await waitUntil(() => readStarts("rare").length === 2, "the second start");
  const [first, second] = readStarts("rare").map(({ at }) => at);
  // The first call may reach the app late, which takes from what is seen of the five seconds.
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(3000);
  // The first call, cut off by the kill, was made again without taking the second one's place.
  expect((second ?? 0) - (first ?? 0)).toBeLessThan(9000);
}, 30_000);

test("what became due while the engine was down starts when it is back", async () => {
  await sendForSure("bundle", 1000, "down");
  await sendForSure("quiet", 1000, "down");
  await rig.killEngine();
  await pause(4000);
  await rig.startEngine();
  const isStarted = (name: string) => readStarts(name).filter(run => run.key === "down").length === 1;
  await waitUntil(() => isStarted("bundle") && isStarted("quiet"), "what became due", 20_000);
}, 40_000);
