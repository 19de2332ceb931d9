/** Owns what an engine owes to plain steps: each executed once, in order, with its result kept; in every mode of the SDK. */
import { expect } from "vitest";
import type { AppMode, ConformanceApp } from "./harness/app.ts";

export function proveSteps(app: ConformanceApp): void {
  const { records } = app;

  const plain = app.define({ id: "plain" }, ({ event }) => event.data.value);
  app.prove("passes a function without steps its event and keeps the result", async () => {
    const value = { text: "hé\u0000llo \u{1f6a2}", list: [1.5, { none: null, yes: true }], empty: {} };
    expect(await app.run(plain, { value })).toMatchObject({ status: "Completed", output: value });
  });

  const described = app.define({ id: "described" }, ({ event, events, runId, attempt, maxAttempts }) => ({
    event,
    count: events.length,
    runId,
    attempt,
    maxAttempts,
  }));
  app.prove("gives a function the whole event, the run's id, and its first of five attempts", async () => {
    const run = await app.run(described, { a: 1 });
    expect(run.output).toEqual({
      event: expect.objectContaining({
        id: expect.any(String),
        name: described.event,
        ts: expect.any(Number),
        data: { a: 1, token: run.token },
      }),
      count: 1,
      runId: run.runId,
      attempt: 0,
      maxAttempts: 5,
    });
  });

  const ordered = app.define({ id: "ordered" }, async ({ event, step }) => {
    const note = (value: string) => records.note(event.data.token, "order", value);
    const first = await step.run("first", () => ({ at: note("first"), text: event.data.text }));
    const second = await step.run("second", () => `${note("second")}${first.text}!`);
    const nothing = await step.run("nothing", () => undefined);
    return { first, second, nothing };
  });
  app.prove("runs steps once each, in order, and hands their results on", async () => {
    const run = await app.run(ordered, { text: "a\u0000b" });
    expect(run).toMatchObject({
      status: "Completed",
      output: { first: { at: 1, text: "a\u0000b" }, second: "2a\u0000b!", nothing: null },
    });
    expect(records.read(run.token, "order")).toEqual(["first", "second"]);
  });

  const repeated = app.define({ id: "repeated" }, async ({ event, step }) => {
    const sums: number[] = [];
    for (const round of Array.from({ length: 12 }, (_, index) => index)) {
      sums.push(await step.run("round", () => records.note(event.data.token, "round", round)));
    }
    return sums;
  });
  app.prove("tells steps that share an id apart by their order", async () => {
    const run = await app.run(repeated);
    const twelve = Array.from({ length: 12 }, (_, index) => index);
    expect(records.read(run.token, "round")).toEqual(twelve);
    expect(run.output).toEqual(twelve.map(index => index + 1));
  });

  const called = app.define({ id: "called" }, async ({ event, step }) => {
    const { token } = event.data;
    records.note(token, "call");
    for (let round = 0; round < 6; round++) {
      await step.run("round", () => new Promise<void>(resolve => setTimeout(resolve, 30)));
    }
  });
  const calls = describeCalls(app.mode);
  app.prove(`calls a function of six steps ${calls.title}`, async () => {
    const { token } = await app.run(called);
    const { length } = records.read(token, "call");
    expect(length).toBeGreaterThanOrEqual(calls.least);
    expect(length).toBeLessThanOrEqual(calls.most);
    // A streamed answer begins before its status is known: 201 stands outside, the real one within.
    expect(app.traffic.statuses.has(201)).toBe(app.mode.streaming ?? false);
  });

  const passing = app.define({ id: "passing" }, ({ step }) =>
    step.run("sum", (left: number, right: number) => left + right, 2, 3),
  );
  app.prove("executes a step with the arguments it is given", async () => {
    expect((await app.run(passing)).output).toBe(5);
  });

  const wrapped = app.define({ id: "wrapped" }, ({ step }) =>
    step.ai.wrap("model", async (prompt: string) => ({ answer: prompt.toUpperCase() }), "hello"),
  );
  app.prove("carries a wrapped AI call as a step", async () => {
    expect((await app.run(wrapped)).output).toEqual({ answer: "HELLO" });
  });

  const sender = app.define({ id: "sender" }, async ({ event, step }) => {
    const { ids } = await step.sendEvent("send", [
      { name: plain.event, data: { value: "one", token: event.data.token } },
      { name: plain.event, data: { value: "two", token: event.data.token } },
    ]);
    return ids;
  });
  app.prove("sends events from a step, once, and tells their ids", async () => {
    const { output } = await app.run(sender);
    const [one = "", two = ""] = output as string[];
    expect(await app.awaitEnd({ eventId: one })).toMatchObject([{ output: "one" }]);
    expect(await app.awaitEnd({ eventId: two })).toMatchObject([{ output: "two" }]);
  });
}

/** Shows that a mode is what it says: checkpoints save calls, a short time for them saves some, and without them each step costs one. */
function describeCalls({ checkpointing = true }: AppMode): { title: string; least: number; most: number } {
  if (checkpointing === false) return { title: "again after each of them", least: 7, most: 7 };
  if (checkpointing !== true && checkpointing.maxRuntime) {
    return { title: "again when its time for checkpoints is over", least: 2, most: 7 };
  }
  return { title: "once, and takes their results as checkpoints", least: 1, most: 1 };
}
