/** Owns which events share a run and which runs exclude each other: batches by size, time and key, and singletons. */
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveGrouping(app: ConformanceApp): void {
  const { records } = app;
  const listNumbers = (events: readonly unknown[]) =>
    (events as { data: { number: number } }[]).map(({ data }) => data.number).toSorted((left, right) => left - right);

  const full = app.define(
    { id: "full", batchEvents: { maxSize: 3, timeout: "600s" } },
    async ({ event, events, step }) => {
      await step.run("note", () => records.note(event.data.token, "batch", listNumbers(events)));
    },
  );
  app.prove("hands a run as many events as a batch may hold", async () => {
    const token = app.createToken();
    for (const number of [1, 2, 3]) await app.send(full, { token, number });
    expect(await app.awaitNotes({ token }, "batch")).toEqual([[1, 2, 3]]);
  });

  const early = app.define({ id: "early", batchEvents: { maxSize: 50, timeout: "2s" } }, ({ event, events }) =>
    records.note(event.data.token, "batch", listNumbers(events)),
  );
  app.prove("hands a run the events that came within the batch's timeout", async () => {
    const token = app.createToken();
    await app.client.send([1, 2].map(number => ({ name: early.event, data: { token, number } })));
    expect(await app.awaitNotes({ token }, "batch")).toEqual([[1, 2]]);
  });

  const keyed = app.define(
    { id: "keyed", batchEvents: { maxSize: 2, timeout: "600s", key: "event.data.customer" } },
    ({ event, events }) => records.note(event.data.token, event.data.customer, listNumbers(events)),
  );
  app.prove("batches the events of each key by themselves", async () => {
    const token = app.createToken();
    for (const [number, customer] of ["a", "b", "a", "b"].entries()) await app.send(keyed, { token, number, customer });
    expect(await app.awaitNotes({ token }, "a")).toEqual([[0, 2]]);
    expect(await app.awaitNotes({ token }, "b")).toEqual([[1, 3]]);
  });

  const choosy = app.define(
    { id: "choosy", batchEvents: { maxSize: 2, timeout: "600s", if: "event.data.number > 10" } },
    ({ event, events }) => records.note(event.data.token, "batch", listNumbers(events)),
  );
  app.prove("runs events that a batch's condition leaves out by themselves, at once", async () => {
    const token = app.createToken();
    for (const number of [11, 1, 12]) await app.send(choosy, { token, number });
    const batches = await app.awaitNotes<number[]>({ token }, "batch", 2);
    expect(batches.toSorted((left, right) => left.length - right.length)).toEqual([[1], [11, 12]]);
  });

  const counting = app.define(
    { id: "counting", triggers: [], batchEvents: { maxSize: 2, timeout: "600s" } },
    ({ events }) => events.length,
  );
  const asking = app.define({ id: "asking" }, ({ event, step }) =>
    step.invoke("counted", { function: counting.itself, data: { token: event.data.token } }),
  );
  app.prove("hands the result of a batch to each of the runs that invoked it", async () => {
    const [left, right] = await Promise.all([app.run(asking), app.run(asking)]);
    expect([left.output, right.output]).toEqual([2, 2]);
  });

  const skipping = app.define(
    { id: "skipping", singleton: { mode: "skip", key: "event.data.customer" } },
    async ({ event, step }) => {
      const { token, number } = event.data;
      await step.run("hold", async () => {
        records.note(token, "begin", number);
        if (event.data.isHeld) await records.pass(token);
      });
    },
  );
  app.prove("skips new runs of a singleton's key while one is active", async () => {
    const token = app.createToken();
    const customer = (name: string) => `${token}-${name}`;
    const first = await app.send(skipping, { token, number: 1, customer: customer("a"), isHeld: true });
    await app.awaitNotes({ token }, "begin");
    await app.send(skipping, { token, number: 2, customer: customer("a") });
    await app.run(skipping, { token, number: 3, customer: customer("b") });
    records.open(token);
    await app.awaitEnd(first);
    await app.run(skipping, { token, number: 4, customer: customer("a") });
    expect(records.read(token, "begin")).toEqual([1, 3, 4]);
  });

  const optional = app.define(
    { id: "optional", singleton: { mode: "skip", key: "event.data.isSingle" } },
    async ({ event }) => {
      records.note(event.data.token, "begin");
      await records.pass(event.data.token);
    },
  );
  app.prove("lets runs of a singleton go on beside each other where the key is false", async () => {
    const token = app.createToken();
    for (let round = 0; round < 3; round++) await app.send(optional, { token, isSingle: false });
    await app.awaitNotes({ token }, "begin", 3);
    records.open(token);
  });

  const replacing = app.define(
    { id: "replacing", singleton: { mode: "cancel", key: "event.data.customer" } },
    async ({ event, step }) => {
      await step.run("begin", () => records.note(event.data.token, "begin", event.data.number));
      if (event.data.rests) await step.sleep("long", "1h");
      return event.data.number;
    },
  );
  app.prove("cancels the active run of a singleton's key for a new one", async () => {
    const token = app.createToken();
    const customer = (name: string) => `${token}-${name}`;
    const first = await app.send(replacing, { token, number: 1, customer: customer("a"), rests: true });
    const other = await app.send(replacing, { token, number: 2, customer: customer("b"), rests: true });
    await app.awaitNotes({ token }, "begin", 2);
    const second = await app.send(replacing, { token, number: 3, customer: customer("a") });
    expect(await app.awaitEnd(first)).toMatchObject([{ status: "Cancelled" }]);
    expect(await app.awaitEnd(second)).toMatchObject([{ status: "Completed", output: 3 }]);
    expect((await app.readRuns(other))[0]?.status).toBe("Running");
    await app.discard(other);
  });
}
