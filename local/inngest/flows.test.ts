/** Owns the proof, from outside and through the official SDK, that the engine carries every flow it registers. */
import { NonRetriableError, RetryAfterError, referenceFunction } from "inngest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

const enginePort = takePort();
const client = createClient(enginePort);
const counts = new Map<string, number>();
const seen = new Map<string, unknown[]>();
const count = (name: string) => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts.get(name) ?? 0;
};
const note = (name: string, value: unknown) => seen.set(name, [...(seen.get(name) ?? []), value]);
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

let running = 0;
let mostRunning = 0;
const occupy = async (ms: number) => {
  running += 1;
  mostRunning = Math.max(mostRunning, running);
  await pause(ms);
  running -= 1;
};

const double = client.createFunction(
  { id: "double", triggers: [{ event: "inngest/function.invoked" }] },
  async ({ event, step }) => {
    const { number } = event.data as { number: number };
    if (number < 0) throw new NonRetriableError("negative numbers are refused");
    return step.run("double", () => number * 2);
  },
);

const functions = [
  double,
  client.createFunction({ id: "steps", triggers: [{ event: "test/steps" }] }, async ({ event, step }) => {
    const first = await step.run("first", () => ({ text: event.data.text, at: count("first") }));
    const second = await step.run("second", () => `${first.text}!`);
    for (const round of [1, 2, 3]) await step.run("round", () => note("rounds", round));
    return { first, second };
  }),
  client.createFunction({ id: "plain", triggers: [{ event: "test/plain" }] }, async ({ event }) => event.data),
  client.createFunction(
    { id: "async-only", checkpointing: false, triggers: [{ event: "test/async" }] },
    async ({ step }) => {
      const one = await step.run("one", () => count("async-one"));
      const two = await step.run("two", () => count("async-two"));
      return one + two;
    },
  ),
  client.createFunction(
    { id: "flaky", retries: 2, triggers: [{ event: "test/flaky" }] },
    async ({ event, step, attempt }) => {
      await step.run("steady", () => count(`steady ${event.id}`));
      return step.run("flaky", () => {
        if (count(`flaky ${event.id}`) < 3) throw new Error("not yet");
        return attempt;
      });
    },
  ),
  client.createFunction(
    {
      id: "failing",
      retries: 1,
      triggers: [{ event: "test/failing" }],
      onFailure: ({ error, event }) => {
        note("failure", { message: error.message, id: event.data.event.id, functionId: event.data.function_id });
      },
    },
    async () => {
      count("failing");
      throw new Error("always broken");
    },
  ),
  client.createFunction({ id: "final", retries: 5, triggers: [{ event: "test/final" }] }, async () => {
    count("final");
    throw new NonRetriableError("no use");
  }),
  client.createFunction({ id: "caught", retries: 0, triggers: [{ event: "test/caught" }] }, async ({ step }) => {
    try {
      await step.run("broken", () => {
        throw new Error("inside");
      });
    } catch (error) {
      return step.run("repair", () => `caught: ${(error as Error).message}`);
    }
    return "not thrown";
  }),
  client.createFunction({ id: "later", retries: 1, triggers: [{ event: "test/later" }] }, async () => {
    note("later", Date.now());
    if (seen.get("later")?.length === 1) throw new RetryAfterError("later", 1200);
  }),
  client.createFunction({ id: "sleeper", triggers: [{ event: "test/sleep" }] }, async ({ step }) => {
    await step.sleep("a second", "1s");
    await step.sleepUntil("a moment", new Date(Date.now() + 100));
    return "awake";
  }),
  client.createFunction({ id: "sender", triggers: [{ event: "test/send" }] }, async ({ event, step }) => {
    return step.sendEvent("send", [{ id: `${event.id}-child`, name: "test/plain", data: { from: "sender" } }]);
  }),
  client.createFunction({ id: "caller", triggers: [{ event: "test/invoke" }] }, async ({ event, step }) => {
    const result = await step.invoke("good", { function: double, data: { number: 21 } });
    const failure = await step
      .invoke("bad", { function: double, data: { number: -1 } })
      .catch((error: Error) => error.message);
    const missing = await step
      .invoke("missing", { function: referenceFunction({ functionId: "nowhere" }), data: {} })
      .catch((error: Error) => error.message);
    return { result, failure, missing, id: event.id };
  }),
  client.createFunction({ id: "impatient", triggers: [{ event: "test/impatient" }] }, async ({ step }) => {
    return step
      .invoke("slow", { function: referenceFunction({ functionId: "sleeper" }), data: {}, timeout: "1s" })
      .catch((error: Error) => error.name);
  }),
  client.createFunction({ id: "waiter", triggers: [{ event: "test/wait" }] }, async ({ step }) => {
    const answer = await step.waitForEvent("answer", {
      event: "test/answer",
      timeout: "1m",
      if: "event.data.ticket == async.data.ticket && async.data.isFinal == true",
    });
    const none = await step.waitForEvent("none", { event: "test/never", timeout: "1s" });
    return { answer: answer?.data.text, none };
  }),
  client.createFunction({ id: "parallel", triggers: [{ event: "test/parallel" }] }, async ({ step }) => {
    const parts = await Promise.all([
      step.run("one", () => count("parallel-one")),
      step.run("two", () => count("parallel-two")),
      step.sleep("nap", "1s").then(() => "slept"),
      step.invoke("three", { function: double, data: { number: 5 } }),
    ]);
    return step.run("after", () => [...parts, count("parallel-after")]);
  }),
  client.createFunction({ id: "race", triggers: [{ event: "test/race" }] }, async ({ step, group }) => {
    const winner = await group.parallel({ mode: "race" }, () =>
      Promise.race([step.run("quick", () => "quick"), step.sleep("slow", "2s").then(() => "slow")]),
    );
    return step.run("after", () => {
      note("race", Date.now());
      return winner;
    });
  }),
  client.createFunction(
    { id: "branches", optimizeParallelism: false, triggers: [{ event: "test/branches" }] },
    async ({ step }) => {
      const branch = async (name: string) => {
        const first = await step.run(`${name} first`, () => name);
        return step.run(`${name} second`, () => `${first}${count(`branch ${name}`)}`);
      };
      return Promise.all([branch("a"), branch("b")]);
    },
  ),
  client.createFunction(
    {
      id: "cancellable",
      triggers: [{ event: "test/cancellable" }],
      cancelOn: [{ event: "test/cancel", if: "async.data.taskId == event.data.taskId" }],
    },
    async ({ step }) => {
      await step.run("begin", () => count("cancellable"));
      await step.sleep("long", "1h");
    },
  ),
  client.createFunction({ id: "watcher", triggers: [{ event: "inngest/function.cancelled" }] }, async ({ event }) => {
    note("cancelled", (event.data as { function_id: string }).function_id);
  }),
  client.createFunction(
    { id: "finished", triggers: [{ event: "inngest/function.finished", if: "event.data.function_id == 'app-steps'" }] },
    async ({ event }) => {
      note("finished", (event.data as { result: unknown }).result);
    },
  ),
  client.createFunction(
    {
      id: "limited",
      concurrency: [{ limit: 4 }, { limit: 2, key: "event.data.workspace" }],
      triggers: [{ event: "test/limited" }],
    },
    async ({ event, step }) => {
      await step.run("occupy", async () => {
        const name = `in ${event.data.workspace}`;
        note(`most ${event.data.workspace}`, count(name));
        await occupy(40);
        counts.set(name, (counts.get(name) ?? 1) - 1);
      });
    },
  ),
  client.createFunction(
    { id: "ranked", concurrency: 1, priority: { run: "event.data.rank" }, triggers: [{ event: "test/ranked" }] },
    async ({ event }) => {
      note("ranked", event.data.name);
      await pause(event.data.name === "first" ? 300 : 1);
    },
  ),
  client.createFunction(
    { id: "once", idempotency: "event.data.order", triggers: [{ event: "test/once" }] },
    async () => {
      count("once");
    },
  ),
  client.createFunction({ id: "picky", triggers: [{ event: "test/picky", if: "event.data.size > 10" }] }, async () =>
    count("picky"),
  ),
  client.createFunction({ id: "large", triggers: [{ event: "test/large" }] }, async ({ step }) => {
    const text = "x".repeat(3_000_000);
    const one = await step.run("one", () => text);
    const two = await step.run("two", () => text);
    await step.sleep("then", "1s");
    return step.run("sum", () => one.length + two.length);
  }),
];

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
    expect(await readRuns(engine.url, kept)).toMatchObject([{ status: "waiting" }]);
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
    await Promise.all(Array.from({ length: 10 }, () => client.send({ id: "same-id", name: "test/plain", data: {} })));
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
