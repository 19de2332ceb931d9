/** Owns the proof, through the official SDK, of what each limit on starts lets through, when, and what becomes of the rest. */
import type { InngestFunction } from "inngest";
import { referenceFunction } from "inngest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awaitEnd, createClient, type Rig, readRuns, startRig, takePort, waitUntil } from "../testing/harness.ts";

const enginePort = await takePort();
const client = createClient(enginePort);
const notes = new Map<string, { at: number; value: unknown }[]>();
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const note = (name: string, value: unknown) => notes.set(name, [...(notes.get(name) ?? []), { at: Date.now(), value }]);
const read = (name: string) => notes.get(name) ?? [];
const values = (name: string) => read(name).map(({ value }) => value);

/** A function named after its event that notes the `n` of each event it is called with. */
function define(id: string, options: Record<string, unknown>, work: () => Promise<unknown> = async () => undefined) {
  const configured = { id, triggers: [{ event: `test/${id}` }], ...options } as { id: string };
  return client.createFunction(configured, async ({ event, events, runId }) => {
    note(id, (event.data as { n?: unknown }).n);
    note(
      `${id} events`,
      (events as { data: { n?: unknown } }[]).map(({ data }) => data.n),
    );
    note(`${id} runs`, runId);
    await work();
    return "done";
  }) as InngestFunction.Any;
}

/** The functions whose runs do not end yet. */
const held = new Set(["single", "occupied", "newest"]);
const hold = (name: string) => async () => {
  while (held.has(name)) await pause(5);
};

const functions: InngestFunction.Any[] = [
  define("limited", { rateLimit: { limit: 1, period: "1h", key: "event.data.key" } }),
  define("spaced", { rateLimit: { limit: 2, period: "2s" } }),
  define("tenth", { rateLimit: { limit: 20, period: "1h" } }),
  define("both", { idempotency: "event.data.order", rateLimit: { limit: 1, period: "1h" } }),
  define("throttled", { throttle: { limit: 5, period: "2s", key: "event.data.key" } }),
  define("bursting", { throttle: { limit: 1, period: "1h", burst: 2 } }),
  define("quiet", { debounce: { period: "1s", key: "event.data.key" } }),
  define("restless", { debounce: { period: "1s", timeout: "2s" } }),
  define("bundle", { batchEvents: { maxSize: 3, timeout: "1s", key: "event.data.key", if: "event.data.n < 100" } }),
  define("single", { singleton: { mode: "skip", key: "event.data.key" } }, hold("single")),
  define("newest", { singleton: { mode: "cancel" } }, hold("newest")),
  define("occupied", { concurrency: 1, timeouts: { start: "1s" } }, hold("occupied")),
  define("slow", { timeouts: { finish: "1s" } }, () => pause(2500)),
  define("swift", { timeouts: { start: "1s", finish: "1s" } }),
  client.createFunction({ id: "caller", triggers: [{ event: "test/call" }] }, async ({ event, step }) =>
    step
      .invoke("limited", {
        function: referenceFunction({ functionId: String(event.data.callee) }),
        data: event.data.payload as Record<string, unknown>,
        timeout: "20s",
      })
      .catch((error: Error) => error.message),
  ) as InngestFunction.Any,
  client.createFunction({ id: "mourner", triggers: [{ event: "inngest/function.cancelled" }] }, async ({ event }) => {
    const { function_id, error } = event.data as { function_id: string; error: { message: string } };
    note("cancelled", `${function_id}: ${error.message}`);
  }) as InngestFunction.Any,
];

let rig: Rig;

beforeAll(async () => {
  rig = await startRig(client, functions, enginePort);
});

afterAll(async () => {
  held.clear();
  await rig.stop();
});

async function send(name: string, data: Record<string, unknown>, extra: Record<string, unknown> = {}): Promise<string> {
  const { ids } = await client.send({ name: `test/${name}`, data, ...extra });
  return ids[0] ?? "";
}

async function sendAll(name: string, list: Record<string, unknown>[]): Promise<string[]> {
  const { ids } = await client.send(list.map(data => ({ name: `test/${name}`, data })));
  return ids;
}

const countRuns = async (ids: string[]) =>
  (await Promise.all(ids.map(id => readRuns(rig.url, id)))).map(runs => runs.length);

describe.concurrent("limits on starts", () => {
  test("a rate limit starts one run per key and drops the others for good; the key `false` is not limited", async () => {
    const ids = await sendAll(
      "limited",
      ["a", "a", "b", false, false].map(key => ({ key })),
    );
    expect(await countRuns(ids)).toEqual([1, 0, 1, 1, 1]);
    const later = await send("limited", { key: "b" });
    expect(await countRuns([later])).toEqual([0]);
  });

  test("a rate limit lets starts through evenly over its period", async () => {
    const ids = await sendAll("spaced", [{}, {}]);
    expect(await countRuns(ids)).toEqual([1, 0]);
    await pause(1100);
    expect(await countRuns(await sendAll("spaced", [{}, {}]))).toEqual([1, 0]);
  });

  test("a rate limit lets a tenth of its limit more come at once", async () => {
    const ids = await sendAll("tenth", [{}, {}, {}, {}, {}]);
    expect(await countRuns(ids)).toEqual([1, 1, 1, 0, 0]);
  });

  test("an idempotency key takes the place of a rate limit", async () => {
    const ids = await sendAll(
      "both",
      [1, 2, 1, 3].map(order => ({ order })),
    );
    expect(await countRuns(ids)).toEqual([1, 1, 0, 1]);
  });

  test("an event sent again under its id is not counted twice", async () => {
    const again = { id: "limited-once", name: "test/limited", data: { key: "same" } };
    await client.send([again, again]);
    await client.send(again);
    expect(await awaitEnd(rig.url, "limited-once")).toHaveLength(1);
  });

  test("a throttle starts queued runs one after the other in their order, evenly, and keeps keys apart", async () => {
    const ids = await sendAll("throttled", [
      ...[1, 2, 3, 4, 5].map(n => ({ n, key: "a" })),
      ...[11, 12].map(n => ({ n, key: "b" })),
    ]);
    for (const id of ids) expect(await awaitEnd(rig.url, id)).toMatchObject([{ status: "completed" }]);
    const started = read("throttled").filter(({ value }) => Number(value) < 10);
    expect(started.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]);
    const gaps = started.slice(1).map(({ at }, index) => at - (started[index]?.at ?? 0));
    // A start that comes late does not put off the next one, so only what several starts take together is certain.
    expect((started.at(-1)?.at ?? 0) - (started[0]?.at ?? 0)).toBeGreaterThan(1500);
    expect(Math.max(...gaps)).toBeGreaterThan(300);
    const firstOfOther = read("throttled").find(({ value }) => value === 11)?.at ?? 0;
    expect(firstOfOther - (started[0]?.at ?? 0)).toBeLessThan(1500);
  });

  test("a throttle's burst starts that many runs more at once, and the next one waits without being lost", async () => {
    const ids = await sendAll(
      "bursting",
      [1, 2, 3, 4].map(n => ({ n })),
    );
    await waitUntil(() => read("bursting").length === 3, "three starts");
    await pause(300);
    expect(values("bursting").toSorted()).toEqual([1, 2, 3]);
    expect(await readRuns(rig.url, ids[3] ?? "")).toMatchObject([{ status: "queued" }]);
  });

  test("a debounce starts one run for the latest event of each key, once it has been quiet", async () => {
    const sentAt = Date.now();
    await sendAll("quiet", [
      { n: 1, key: "a" },
      { n: 2, key: "a" },
      { n: 10, key: "b" },
    ]);
    await pause(600);
    const lastAt = Date.now();
    const last = await send("quiet", { n: 3, key: "a" });
    await send("quiet", { n: 4, key: "a" }, { ts: sentAt - 60_000 });
    expect(await awaitEnd(rig.url, last)).toMatchObject([{ status: "completed" }]);
    await waitUntil(() => read("quiet").length === 2, "both runs");
    expect(values("quiet").toSorted()).toEqual([10, 3]);
    expect((read("quiet").find(({ value }) => value === 3)?.at ?? 0) - lastAt).toBeGreaterThanOrEqual(990);
  });

  test("a debounce that is never quiet starts at its timeout", async () => {
    const startedAt = Date.now();
    for (let n = 0; read("restless").length === 0; n++) {
      if (Date.now() - startedAt > 10_000) throw new Error("the debounce was put off beyond its timeout");
      await send("restless", { n });
      await pause(200);
    }
    const [first] = read("restless");
    expect((first?.at ?? 0) - startedAt).toBeGreaterThanOrEqual(1990);
    expect(Number(first?.value)).toBeGreaterThan(2);
  });

  test("a batch starts with all its events when it is full, and with what it has at its timeout; others run alone", async () => {
    const [first = "", second = "", third = "", alone = ""] = await sendAll("bundle", [
      { n: 1, key: "a" },
      { n: 2, key: "a" },
      { n: 3, key: "a" },
      { n: 100, key: "a" },
    ]);
    const [full] = await awaitEnd(rig.url, first);
    for (const id of [second, third]) expect(await readRuns(rig.url, id)).toMatchObject([{ runId: full?.runId }]);
    expect((await awaitEnd(rig.url, alone))[0]?.runId).not.toBe(full?.runId);
    const sentAt = Date.now();
    const [late = "", other = ""] = await sendAll("bundle", [
      { n: 4, key: "a" },
      { n: 5, key: "b" },
    ]);
    await awaitEnd(rig.url, late);
    await awaitEnd(rig.url, other);
    expect(Date.now() - sentAt).toBeGreaterThanOrEqual(990);
    expect(values("bundle events").toSorted()).toEqual([[1, 2, 3], [100], [4], [5]]);
    expect(values("bundle").toSorted()).toEqual([1, 100, 4, 5]);
  });

  test("a singleton skips new runs while one of its key runs", async () => {
    const [first = "", skipped = "", other = ""] = await sendAll("single", [
      { n: 1, key: "a" },
      { n: 2, key: "a" },
      { n: 3, key: "b" },
    ]);
    await waitUntil(() => read("single").length === 2, "both keys' runs");
    const later = await send("single", { n: 4, key: "a" });
    expect(await countRuns([first, skipped, other, later])).toEqual([1, 0, 1, 0]);
    expect(await awaitEndOfInvocation({ key: "a" }, "single")).toContain("another run of this singleton is active");
    held.delete("single");
    await awaitEnd(rig.url, first);
    const after = await send("single", { n: 5, key: "a" });
    expect(await awaitEnd(rig.url, after)).toMatchObject([{ status: "completed" }]);
  });

  test("an invocation that a rate limit drops fails the step instead of waiting for ever", async () => {
    await send("limited", { key: "invoked" });
    expect(await awaitEndOfInvocation({ key: "invoked" }, "limited")).toContain("rate limited");
    await send("both", { order: "invoked" });
    expect(await awaitEndOfInvocation({ order: "invoked" }, "both")).toContain("idempotency key");
  });

  test("each invocation that went into a batch or a debounce gets the result of its run", async () => {
    const outputs = await Promise.all([
      awaitEndOfInvocation({ n: 50, key: "invoked" }, "bundle"),
      awaitEndOfInvocation({ n: 51, key: "invoked" }, "bundle"),
      awaitEndOfInvocation({ n: 52, key: "invoked" }, "quiet"),
    ]);
    expect(outputs).toEqual(["done", "done", "done"]);
  });

  test("a run that is still queued at its timeout for starting is cancelled; one that has started goes on", async () => {
    const first = await send("occupied", { n: 1 });
    await waitUntil(() => read("occupied").length === 1, "the first run");
    const second = await send("occupied", { n: 2 });
    expect(await awaitEnd(rig.url, second)).toMatchObject([{ status: "cancelled" }]);
    expect(await readRuns(rig.url, first)).toMatchObject([{ status: "running" }]);
    held.delete("occupied");
    expect(await awaitEnd(rig.url, first)).toMatchObject([{ status: "completed" }]);
    const told = "app-occupied: the run did not start within `timeouts.start`";
    await waitUntil(() => values("cancelled").includes(told), "the cancelled event");
    expect(values("occupied")).toEqual([1]);
  });

  test("a run that takes longer than its timeout for finishing is cancelled, and its late answer changes nothing", async () => {
    const [slow, swift] = await Promise.all([send("slow", {}), send("swift", {})]);
    expect(await awaitEnd(rig.url, swift)).toMatchObject([{ status: "completed" }]);
    expect(await awaitEnd(rig.url, slow)).toMatchObject([{ status: "cancelled" }]);
    const told = "app-slow: the run did not finish within `timeouts.finish`";
    await waitUntil(() => values("cancelled").includes(told), "the cancelled event");
    await pause(2000);
    expect(await readRuns(rig.url, slow)).toMatchObject([{ status: "cancelled" }]);
    expect(await readRuns(rig.url, swift)).toMatchObject([{ status: "completed" }]);
  });
});

test("a singleton in the mode `cancel` ends the run that holds it, also one of the same request", async () => {
  const [first = "", second = ""] = await sendAll("newest", [{ n: 1 }, { n: 2 }]);
  expect(await awaitEnd(rig.url, first)).toMatchObject([{ status: "cancelled" }]);
  await waitUntil(() => values("newest").includes(2), "the second run");
  const third = await send("newest", { n: 3 });
  expect(await awaitEnd(rig.url, second)).toMatchObject([{ status: "cancelled" }]);
  await waitUntil(() => values("newest").includes(3), "the third run");
  held.delete("newest");
  expect(await awaitEnd(rig.url, third)).toMatchObject([{ status: "completed" }]);
  const told = "app-newest: a newer run took the singleton's place";
  await waitUntil(() => values("cancelled").filter(value => value === told).length === 2, "both cancelled events");
});

async function awaitEndOfInvocation(payload: Record<string, unknown>, callee: string): Promise<unknown> {
  const [run] = await awaitEnd(rig.url, await send("call", { payload, callee }), 1, 20_000);
  return run?.output;
}
