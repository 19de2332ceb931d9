/** Owns which events start which functions: names, wildcards, expressions, times, repeated ids and idempotency. */
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveTriggers(app: ConformanceApp): void {
  const { records } = app;

  const picky = app.define(
    { id: "picky", triggers: [{ event: app.name("picky"), if: "event.data.size > 10 && event.data.kind == 'box'" }] },
    ({ event }) => event.data.size,
  );
  app.prove("starts a run only for events that meet the trigger's expression", async () => {
    const small = await app.send(picky, { size: 5, kind: "box" });
    const other = await app.send(picky, { size: 50, kind: "bag" });
    const none = await app.send(picky);
    const large = await app.send(picky, { size: 50, kind: "box" });
    expect(await app.awaitEnd(large)).toMatchObject([{ output: 50 }]);
    for (const sent of [small, other, none]) expect(await app.readRuns(sent)).toEqual([]);
  });

  app.define({ id: "any-slash", triggers: [{ event: app.name("wild/*") }] }, ({ event }) =>
    records.note(event.data.token, "slash", event.name),
  );
  app.define({ id: "any-dot", triggers: [{ event: app.name("wild/ship.*") }] }, ({ event }) =>
    records.note(event.data.token, "dot", event.name),
  );
  app.prove("starts functions by wildcards after a slash and after a dot", async () => {
    const both = app.name("wild/ship.launched");
    const slashOnly = app.name("wild/harbour.closed");
    const first = await app.send(slashOnly);
    const second = await app.send(both);
    await app.awaitEnd(first);
    await app.awaitEnd(second, 2);
    expect(records.read(first.token, "slash")).toEqual([slashOnly]);
    expect(records.read(first.token, "dot")).toEqual([]);
    expect(records.read(second.token, "slash")).toEqual([both]);
    expect(records.read(second.token, "dot")).toEqual([both]);
  });

  const several = app.define(
    {
      id: "several",
      triggers: [
        { event: app.name("one") },
        { event: app.name("two"), if: "event.data.go == true" },
        { event: app.name("two"), if: "event.data.token != ''" },
      ],
    },
    ({ event }) => records.note(event.data.token, "run", event.name),
  );
  app.prove("starts a function by each of its triggers, and once by an event that meets two of them", async () => {
    const one = await app.send(app.name("one"));
    const two = await app.send(app.name("two"), { go: true });
    expect(await app.awaitEnd(one)).toHaveLength(1);
    expect(await app.awaitEnd(two)).toHaveLength(1);
    expect(records.read(one.token, "run")).toEqual([app.name("one")]);
    expect(records.read(two.token, "run")).toEqual([app.name("two")]);
    expect(several.functionId).toBe(`${app.id}-several`);
  });

  for (const name of ["left", "right"]) {
    app.define({ id: `fan-${name}`, triggers: [{ event: app.name("fan") }] }, () => name);
  }
  app.prove("starts every function that an event triggers", async () => {
    const runs = await app.awaitEnd(await app.send(app.name("fan")), 2);
    expect(runs.map(run => run.output).toSorted()).toEqual(["left", "right"]);
  });

  const many = app.define({ id: "many" }, ({ event }) => records.note(event.data.token, "run", event.data.number));
  app.prove("starts a run for each of two hundred events that are sent at once", async () => {
    const token = app.createToken();
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const { ids } = await app.client.send(numbers.map(number => ({ name: many.event, data: { token, number } })));
    expect(new Set(ids).size).toBe(200);
    const runs = await app.awaitNotes<number>({ token }, "run", 200);
    expect(runs.toSorted((left, right) => left - right)).toEqual(numbers);
  });

  const timed = app.define({ id: "timed" }, () => Date.now());
  app.prove("starts a run no sooner than the time its event carries", async () => {
    const ts = Date.now() + 2000;
    const [run] = await app.awaitEnd(await app.send(timed, {}, { ts }));
    expect(run?.output).toBeGreaterThanOrEqual(ts - 50);
  });

  const unique = app.define({ id: "unique" }, ({ event }) => records.note(event.data.token, "run"));
  app.prove("starts one run for an event that is sent many times under one id", async () => {
    const token = app.createToken();
    const event = { id: app.name(token), name: unique.event, data: { token } };
    await Promise.all(Array.from({ length: 10 }, () => app.client.send([event, event])));
    await app.awaitNotes({ token }, "run");
    await app.run(unique);
    expect(records.read(token, "run")).toHaveLength(1);
  });

  const once = app.define({ id: "once", idempotency: "event.data.token + '-' + event.data.order" }, ({ event }) =>
    records.note(event.data.token, "order", event.data.order),
  );
  app.prove("starts one run for each value of the idempotency expression", async () => {
    const token = app.createToken();
    for (const order of ["a", "a", "a", "b", "a"]) await app.send(once, { token, order });
    await app.awaitNotes({ token }, "order", 2);
    await app.run(once, { order: "c" });
    expect(records.read(token, "order").toSorted()).toEqual(["a", "b"]);
  });

  app.prove("takes events that nobody listens to", async () => {
    const sent = await app.send(app.name("nobody"));
    expect(sent.eventId).toMatch(/./);
    expect(await app.readRuns(sent)).toEqual([]);
  });
}
