/** Owns which runs end before their time: by events, within a time, and by the REST API; what is cancelled executes nothing more. */
import { expect } from "vitest";
import type { ConformanceApp, Sent } from "./harness/app.ts";
import { cancelRun } from "./harness/rest.ts";

export function proveCancelling(app: ConformanceApp): void {
  const { records } = app;
  const drop = app.name("drop");

  const named = app.define(
    { id: "named", cancelOn: [{ event: drop, if: "async.data.task == event.data.token && async.data.sure == true" }] },
    async ({ event, step }) => {
      await step.run("begin", () => records.note(event.data.token, "begin"));
      await step.sleep("a while", event.data.stays);
      return step.run("end", () => "kept");
    },
  );
  app.prove("cancels exactly the run that the event names", async () => {
    const kept = await app.send(named, { stays: "3s" });
    const dropped = await app.send(named, { stays: "1h" });
    await Promise.all([kept, dropped].map(sent => app.awaitNotes(sent, "begin")));
    await app.send(drop, { task: kept.token, sure: false });
    await app.send(drop, { task: dropped.token, sure: true });
    expect(await app.awaitEnd(dropped)).toMatchObject([{ status: "Cancelled" }]);
    expect(await app.awaitEnd(kept)).toMatchObject([{ status: "Completed", output: "kept" }]);
  });

  const matched = app.define(
    { id: "matched", cancelOn: [{ event: drop, match: "data.order" }] },
    async ({ event, step }) => {
      await step.run("begin", () => records.note(event.data.token, "begin"));
      await step.sleep("long", "1h");
    },
  );
  app.prove("cancels the runs whose event has the same value at the `match` path", async () => {
    const order = app.createToken();
    const sent = await app.send(matched, { order });
    await app.awaitNotes(sent, "begin");
    await app.send(drop, { order });
    expect(await app.awaitEnd(sent)).toMatchObject([{ status: "Cancelled" }]);
  });

  const brief = app.define(
    { id: "brief", cancelOn: [{ event: drop, match: "data.order", timeout: "1s" }] },
    async ({ event, step }) => {
      await step.sleep("past the time", "3s");
      await step.run("late", () => records.note(event.data.token, "late"));
      await step.sleep("a while", "3s");
      return step.run("end", () => "kept");
    },
  );
  app.prove("does not cancel a run when the time in which events may do so is over", async () => {
    const order = app.createToken();
    const sent = await app.send(brief, { order });
    await app.awaitNotes(sent, "late");
    await app.send(drop, { order });
    expect(await app.awaitEnd(sent)).toMatchObject([{ status: "Completed", output: "kept" }]);
  });

  const busy = app.define({ id: "busy", cancelOn: [{ event: drop, match: "data.order" }] }, async ({ event, step }) => {
    const { token } = event.data;
    await step.run("hold", async () => {
      records.note(token, "begin");
      await records.pass(token);
    });
    await step.sleep("a while", "1s");
    await step.run("after", () => records.note(token, "after"));
  });
  const drain = async (sent: Sent) => {
    records.open(sent.token);
    // A later run of the same function passes the same way; when it is through, so would the cancelled one be.
    const later = app.createToken();
    records.open(later);
    await app.awaitEnd(await app.send(busy, { token: later }));
  };
  app.prove("executes nothing more of a run that was cancelled in the middle of a step", async () => {
    const order = app.createToken();
    const sent = await app.send(busy, { order });
    await app.awaitNotes(sent, "begin");
    await app.send(drop, { order });
    expect(await app.awaitEnd(sent)).toMatchObject([{ status: "Cancelled" }]);
    await drain(sent);
    expect(records.read(sent.token, "after")).toEqual([]);
  });

  app.prove("cancels the run that a call of the REST API names", async () => {
    const sent = await app.send(busy);
    await app.awaitNotes(sent, "begin");
    expect(await cancelRun(app.target, await app.awaitRunId(sent))).toBeLessThan(300);
    expect(await app.awaitEnd(sent)).toMatchObject([{ status: "Cancelled" }]);
    await drain(sent);
    expect(records.read(sent.token, "after")).toEqual([]);
  });
}
