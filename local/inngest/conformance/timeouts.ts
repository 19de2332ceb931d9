/** Owns the times that a function sets its runs: to begin and to finish; a run that takes longer is cancelled. */
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveTimeouts(app: ConformanceApp): void {
  const { records } = app;

  const overdue = app.define({ id: "overdue", timeouts: { finish: "2s" } }, async ({ event, step }) => {
    await step.run("begin", () => records.note(event.data.token, "begin"));
    await step.sleep("long", "1h");
  });
  app.prove("cancels a run that does not finish within its time", async () => {
    const sent = await app.send(overdue);
    expect(await app.awaitEnd(sent)).toMatchObject([{ status: "Cancelled" }]);
    expect(records.read(sent.token, "begin")).toHaveLength(1);
  });

  const punctual = app.define({ id: "punctual", timeouts: { start: "1h", finish: "1h" } }, async ({ step }) => {
    await step.sleep("a second", "1s");
    return "in time";
  });
  app.prove("leaves a run alone that keeps its times", async () => {
    expect(await app.run(punctual)).toMatchObject({ status: "Completed", output: "in time" });
  });

  const queued = app.define({ id: "queued", concurrency: 1, timeouts: { start: "8s" } }, async ({ event }) => {
    const { token } = event.data;
    records.note(token, "begin");
    if (event.data.isHeld) await records.pass(token);
  });
  app.prove("cancels a run that does not begin within its time, without ever calling it", async () => {
    const holder = await app.send(queued, { isHeld: true });
    await app.awaitNotes(holder, "begin");
    const late = await app.send(queued);
    // Some servers look at a queued run's time only when its turn comes.
    setTimeout(() => records.open(holder.token), 10_000);
    expect(await app.awaitEnd(late)).toMatchObject([{ status: "Cancelled" }]);
    expect(await app.awaitEnd(holder)).toMatchObject([{ status: "Completed" }]);
    expect(records.read(late.token, "begin")).toEqual([]);
  });
}
