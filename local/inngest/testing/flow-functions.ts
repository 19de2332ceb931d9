/** Owns the functions that the flow tests run, and what these functions note about their execution. */
import { type Inngest, type InngestFunction, NonRetriableError, RetryAfterError, referenceFunction } from "inngest";

export const counts = new Map<string, number>();
export const seen = new Map<string, unknown[]>();
export const count = (name: string) => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts.get(name) ?? 0;
};
export const note = (name: string, value: unknown) => seen.set(name, [...(seen.get(name) ?? []), value]);
export const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

let running = 0;
/** The most calls of `limited` that were ever executed at once. */
export let mostRunning = 0;
const occupy = async (ms: number) => {
  running += 1;
  mostRunning = Math.max(mostRunning, running);
  await pause(ms);
  running -= 1;
};

export function createFlowFunctions(client: Inngest): InngestFunction.Any[] {
  const double = client.createFunction(
    { id: "double", triggers: [{ event: "inngest/function.invoked" }] },
    async ({ event, step }) => {
      const { number } = event.data as { number: number };
      if (number < 0) throw new NonRetriableError("negative numbers are refused");
      return step.run("double", () => number * 2);
    },
  );

  return [
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
        onFailure: ({
          error,
          event,
        }: {
          error: Error;
          event: { data: { event: { id?: string }; function_id: string } };
        }) => {
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
      {
        id: "finished",
        triggers: [{ event: "inngest/function.finished", if: "event.data.function_id == 'app-steps'" }],
      },
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
}
