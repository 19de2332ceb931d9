/** Owns what an engine owes to waiting runs: sleeps and events, with and without expressions, and what a timeout gives. */
import { expect } from "vitest";
import type { ConformanceApp, Sent } from "./harness/app.ts";

export function proveWaiting(app: ConformanceApp): void {
  const sleeper = app.define({ id: "sleeper" }, async ({ step }) => {
    const begunAt = await step.run("begin", () => Date.now());
    await step.sleep("three seconds", "3s");
    const wokenAt = await step.run("woken", () => Date.now());
    await step.sleepUntil("a moment", new Date(begunAt + 6000));
    const momentAt = await step.run("moment", () => Date.now());
    await step.sleepUntil("the past", new Date(begunAt - 60_000));
    return { slept: wokenAt - begunAt, momentAfter: momentAt - begunAt };
  });
  app.prove("sleeps for a duration, until a moment, and not at all until a moment that is past", async () => {
    const { output } = await app.run(sleeper);
    const { slept, momentAfter } = output as { slept: number; momentAfter: number };
    expect(slept).toBeGreaterThanOrEqual(2950);
    expect(momentAfter).toBeGreaterThanOrEqual(5950);
  });

  const answer = app.name("answer");
  /** Nothing tells when a run begins to wait, so its events are sent again until it has ended. */
  const answerUntilEnd = async (sent: Sent, answers: Record<string, unknown>[]) => {
    let isOver = false;
    const end = app.awaitEnd(sent).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      for (const data of answers) await app.client.send({ name: answer, data });
      await Promise.race([end, new Promise(resolve => setTimeout(resolve, 500))]);
    }
    return (await end)[0];
  };

  const picky = app.define({ id: "picky" }, async ({ step }) => {
    const found = await step.waitForEvent("answer", {
      event: answer,
      timeout: "10m",
      if: "event.data.ticket == async.data.ticket && async.data.isFinal == true",
    });
    return found && { name: found.name, id: typeof found.id, ts: typeof found.ts, data: found.data };
  });
  app.prove("wakes a waiting run by an event that meets its expression, and by no other", async () => {
    const ticket = app.createToken();
    const run = await answerUntilEnd(await app.send(picky, { ticket }), [
      { ticket: "another", isFinal: true, text: "wrong ticket" },
      { ticket, isFinal: false, text: "not final" },
      { ticket, isFinal: true, text: "right" },
    ]);
    expect(run).toMatchObject({
      status: "Completed",
      output: { name: answer, id: "string", ts: "number", data: { ticket, isFinal: true, text: "right" } },
    });
  });

  const matching = app.define({ id: "matching" }, async ({ step }) => {
    const found = await step.waitForEvent("answer", { event: answer, timeout: "10m", match: "data.order" });
    return found?.data.text;
  });
  app.prove("wakes a waiting run by the event that has the same value at the `match` path", async () => {
    const order = app.createToken();
    const run = await answerUntilEnd(await app.send(matching, { order }), [
      { order: "another", text: "wrong" },
      { order, text: "right" },
    ]);
    expect(run).toMatchObject({ output: "right" });
  });

  const several = app.define({ id: "several" }, async ({ event, step }) => {
    const first = await step.waitForEvent("first", { event: answer, timeout: "10m", match: "data.group" });
    return step.run("end", () => `${event.data.name} ${first?.data.text}`);
  });
  app.prove("wakes every run that waits for the same event", async () => {
    const group = app.createToken();
    const [left, right] = await Promise.all([
      app.send(several, { group, name: "left" }),
      app.send(several, { group, name: "right" }),
    ]);
    const runs = await Promise.all([left, right].map(sent => answerUntilEnd(sent, [{ group, text: "went on" }])));
    expect(runs.map(run => run?.output)).toEqual(["left went on", "right went on"]);
  });

  const lonely = app.define({ id: "lonely" }, ({ step }) =>
    step.waitForEvent("never", { event: app.name("never"), timeout: "1s" }),
  );
  app.prove("ends a wait that takes longer than its timeout with null", async () => {
    expect(await app.run(lonely)).toMatchObject({ status: "Completed", output: null });
  });
}
