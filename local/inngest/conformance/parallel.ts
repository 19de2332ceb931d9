/** Owns what an engine owes to parallel steps, in both versions of the SDK's protocol and in races. */
import { NonRetriableError, RetryAfterError } from "inngest";
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveParallel(app: ConformanceApp): void {
  const { records } = app;

  const double = app.define({ id: "double", triggers: [] }, ({ event, step }) =>
    step.run("double", () => event.data.number * 2),
  );

  const mixed = app.define({ id: "mixed" }, async ({ event, step }) => {
    const count = (label: string) => records.note(event.data.token, label);
    const before = await step.run("before", () => count("before"));
    const parts = await Promise.all([
      step.run("one", () => count("one")),
      step.run("two", () => count("two")),
      step.sleep("nap", "1s").then(() => "slept"),
      step.invoke("three", { function: double.itself, data: { number: 5 } }),
      step.waitForEvent("none", { event: app.name("never"), timeout: "1s" }),
    ]);
    return step.run("after", () => [before, ...parts, count("after")]);
  });
  app.prove("runs parallel steps, sleeps, waits and invocations once each and goes on when all are done", async () => {
    expect((await app.run(mixed)).output).toEqual([1, 1, 1, "slept", 10, null, 1]);
  });

  const wide = app.define({ id: "wide" }, async ({ event, step }) => {
    const parts = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        step.run(`part ${index}`, () => {
          records.note(event.data.token, "part", index);
          return index;
        }),
      ),
    );
    return step.run("sum", () => parts.reduce((total, part) => total + part, 0));
  });
  app.prove("runs each of twenty parallel steps once", async () => {
    const run = await app.run(wide);
    expect(run.output).toBe(190);
    expect(records.read<number>(run.token, "part").toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
  });

  const partly = app.define({ id: "partly", retries: 1 }, async ({ event, step }) => {
    const { token } = event.data;
    const results = await Promise.allSettled([
      step.run("steady", () => records.note(token, "steady")),
      step.run("flaky", () => {
        if (records.note(token, "flaky") === 1) throw new RetryAfterError("not yet", "1s");
        return "recovered";
      }),
      step.run("hopeless", () => {
        records.note(token, "hopeless");
        throw new NonRetriableError("hopeless");
      }),
    ]);
    return results.map(result => (result.status === "fulfilled" ? result.value : (result.reason as Error).message));
  });
  app.prove("retries only the parallel step that failed, and tells of the one that failed for good", async () => {
    const run = await app.run(partly);
    expect(run).toMatchObject({ status: "Completed", output: [1, "recovered", "hopeless"] });
    expect(records.read(run.token, "hopeless")).toHaveLength(1);
  });

  for (const optimizeParallelism of [true, false]) {
    const branches = app.define(
      { id: `branches-${optimizeParallelism ? "together" : "apart"}`, optimizeParallelism },
      ({ event, step }) => {
        const branch = async (name: string) => {
          const first = await step.run(`${name} first`, () => name);
          await step.sleep(`${name} nap`, "1s");
          return step.run(`${name} second`, () => `${first}${records.note(event.data.token, name)}`);
        };
        return Promise.all([branch("a"), branch("b"), branch("c")]);
      },
    );
    app.prove(
      `runs parallel branches of several steps, optimization ${optimizeParallelism ? "on" : "off"}`,
      async () => {
        expect((await app.run(branches)).output).toEqual(["a1", "b1", "c1"]);
      },
    );
  }

  const race = app.define({ id: "race" }, async ({ event, step, group }) => {
    const winner = await group.parallel({ mode: "race" }, () =>
      Promise.race([step.run("quick", () => "quick"), step.sleep("slow", "10m").then(() => "slow")]),
    );
    return step.run("after", () => `${winner} ${records.note(event.data.token, "after")}`);
  });
  app.prove("goes on after the first of a race", async () => {
    const { token } = await app.send(race);
    await app.awaitNotes({ token }, "after");
  });

  const unoptimizedRace = app.define(
    { id: "unoptimized-race", optimizeParallelism: false },
    async ({ event, step }) => {
      const winner = await Promise.race([
        step.run("quick", () => "quick"),
        step.sleep("slow", "10m").then(() => "slow"),
      ]);
      return step.run("after", () => `${winner} ${records.note(event.data.token, "after")}`);
    },
  );
  app.prove("goes on after the first of a plain race where optimization is off", async () => {
    const { token } = await app.send(unoptimizedRace);
    await app.awaitNotes({ token }, "after");
  });
}
