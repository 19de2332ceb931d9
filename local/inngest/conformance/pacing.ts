/** Owns how often a function may begin: throttle, rate limit and debounce, in total and per key. */
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function provePacing(app: ConformanceApp): void {
  const { records } = app;
  const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

  const throttled = app.define({ id: "throttled", throttle: { limit: 1, period: "4s" } }, ({ event }) =>
    records.note(event.data.token, "at", Date.now()),
  );
  app.prove("spreads the beginnings of throttled runs over the period and drops none", async () => {
    const token = app.createToken();
    const sentAt = Date.now();
    await Promise.all(Array.from({ length: 3 }, () => app.send(throttled, { token })));
    const [first = 0, , third = 0] = await app.awaitNotes<number>({ token }, "at", 3);
    expect(third - sentAt).toBeGreaterThanOrEqual(7000);
    // The first is seen later than it was begun on a loaded machine, which takes away from what lies between.
    expect(third - first).toBeGreaterThanOrEqual(4000);
  });

  const keyed = app.define(
    { id: "keyed", throttle: { limit: 1, period: "1h", key: "event.data.customer" } },
    async ({ event, step }) => {
      await step.run("one", () => records.note(event.data.token, "one", event.data.customer));
      await step.run("two", () => records.note(event.data.token, "two"));
    },
  );
  app.prove("throttles each key by itself, and beginnings only, not steps", async () => {
    const token = app.createToken();
    const sent = [];
    for (const customer of ["a", "a", "b", "c"]) sent.push(await app.send(keyed, { token, customer }));
    await app.awaitNotes({ token }, "two", 3);
    expect(records.read(token, "one").toSorted()).toEqual(["a", "b", "c"]);
    for (const one of sent) await app.discard(one);
  });

  const bursting = app.define({ id: "bursting", throttle: { limit: 1, period: "1h", burst: 3 } }, ({ event }) =>
    records.note(event.data.token, "begin"),
  );
  app.prove("lets a burst of throttled runs begin at once", async () => {
    const token = app.createToken();
    const sent = await Promise.all(Array.from({ length: 6 }, () => app.send(bursting, { token })));
    await app.awaitNotes({ token }, "begin", 3);
    expect(records.read(token, "begin").length).toBeLessThan(6);
    for (const one of sent) await app.discard(one);
  });

  const limited = app.define(
    { id: "limited", rateLimit: { limit: 1, period: "1h", key: "event.data.customer" } },
    ({ event }) => records.note(event.data.token, "begin", event.data.customer),
  );
  app.prove("drops the runs above a rate limit, for each key by itself", async () => {
    const token = app.createToken();
    const key = (name: string) => `${token}-${name}`;
    for (const name of ["a", "a", "a", "b", "a", "b"]) await app.send(limited, { token, customer: key(name) });
    await app.run(limited, { token, customer: key("c") });
    await app.awaitNotes({ token }, "begin", 3);
    expect(records.read(token, "begin").toSorted()).toEqual(["a", "b", "c"].map(key));
  });

  const exempting = app.define(
    { id: "exempting", rateLimit: { limit: 1, period: "1h", key: "event.data.isLimited" } },
    ({ event }) => records.note(event.data.token, "begin"),
  );
  app.prove("does not limit the rate of events for which the key is false", async () => {
    const token = app.createToken();
    for (let round = 0; round < 3; round++) await app.send(exempting, { token, isLimited: false });
    expect(await app.awaitNotes({ token }, "begin", 3)).toHaveLength(3);
  });

  const renewed = app.define({ id: "renewed", rateLimit: { limit: 1, period: "2s" } }, ({ event }) =>
    records.note(event.data.token, "begin"),
  );
  app.prove("takes runs again when the period of a rate limit is over", async () => {
    const token = app.createToken();
    await app.awaitThat("a second run", async () => {
      await app.send(renewed, { token });
      await pause(300);
      return records.read(token, "begin").length >= 2;
    });
  });

  const scarce = app.define({ id: "scarce", triggers: [], rateLimit: { limit: 1, period: "1h" } }, () => "had");
  const asking = app.define({ id: "asking" }, async ({ step }) => {
    const first = await step.invoke("first", { function: scarce.itself, data: {} });
    const second = await step
      .invoke("second", { function: scarce.itself, data: {} })
      .then(() => "no error")
      .catch((error: Error) => error.message);
    return [first, second];
  });
  app.prove("throws an error where a function was invoked that its rate limit does not let begin", async () => {
    expect((await app.run(asking)).output).toEqual(["had", expect.stringMatching(/rate.?limit/i)]);
  });

  const latest = app.define({ id: "latest", debounce: { period: "2s", key: "event.data.customer" } }, ({ event }) =>
    records.note(event.data.token, event.data.customer, event.data.number),
  );
  app.prove("begins one run, of the latest event, when the events of a key have paused for the period", async () => {
    const token = app.createToken();
    const compose = (number: number, customer: string) => ({
      name: latest.event,
      data: { token, number, customer },
      ts: Date.now() + number,
    });
    await app.client.send([1, 2, 3].flatMap(number => [compose(number, "a"), compose(number * 10, "b")]));
    await app.awaitNotes({ token }, "a");
    await app.awaitNotes({ token }, "b");
    expect(records.read(token, "a")).toEqual([3]);
    expect(records.read(token, "b")).toEqual([30]);
    await app.send(latest, { token, number: 4, customer: "a" });
    expect(await app.awaitNotes({ token }, "a", 2)).toEqual([3, 4]);
    expect(records.read(token, "b")).toEqual([30]);
  });

  const newest = app.define({ id: "newest", debounce: { period: "2s" } }, ({ event }) =>
    records.note(event.data.token, "name", event.data.name),
  );
  app.prove("keeps the event with the latest time when debounced events come out of order", async () => {
    const token = app.createToken();
    const ts = Date.now();
    await app.client.send([
      { name: newest.event, data: { token, name: "newer" }, ts },
      { name: newest.event, data: { token, name: "older" }, ts: ts - 5000 },
    ]);
    expect(await app.awaitNotes({ token }, "name")).toEqual(["newer"]);
  });

  const hurried = app.define({ id: "hurried", debounce: { period: "3s", timeout: "4s" } }, ({ event }) =>
    records.note(event.data.token, "begin"),
  );
  app.prove("begins a debounced run within its timeout although events go on", async () => {
    const token = app.createToken();
    await app.awaitThat("a run while events go on", async () => {
      await app.send(hurried, { token });
      await pause(200);
      return records.read(token, "begin").length > 0;
    });
  });
}
