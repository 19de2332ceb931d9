/** Owns what an engine owes to signals: whom they wake, what their sender is told, timeouts, and two waits for one signal. */
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveSignals(app: ConformanceApp): void {
  const { records } = app;

  /** A signal that nobody waits for is lost, so it is sent until somebody did. */
  const signalUntilTaken = async (signal: string, data: unknown) => {
    let runId: string | undefined;
    await app.awaitThat(`a taker of signal ${signal}`, async () => {
      ({ runId } = (await app.client.sendSignal({ signal, data })) as { runId?: string });
      return runId !== undefined;
    });
    return runId;
  };

  const waiter = app.define({ id: "waiter" }, ({ event, step }) =>
    step.waitForSignal("signal", { signal: event.data.signal, timeout: "10m", onConflict: "fail" }),
  );
  app.prove("wakes the run that waits for a signal, and tells the sender which", async () => {
    const signal = app.name(app.createToken());
    const sent = await app.send(waiter, { signal });
    const runId = await signalUntilTaken(signal, { answer: 42 });
    expect(await app.awaitEnd(sent)).toMatchObject([
      { runId, status: "Completed", output: { signal, data: { answer: 42 } } },
    ]);
  });

  app.prove("tells the sender of a signal that nobody waits for of no run", async () => {
    expect(await app.client.sendSignal({ signal: app.name("nobody") })).toEqual({ runId: undefined });
  });

  const sender = app.define({ id: "sender" }, async ({ event, step }) => {
    for (;;) {
      const { runId } = await step.sendSignal("send", { signal: event.data.signal, data: "from a step" });
      if (runId) return runId;
      await step.sleep("nobody yet", "1s");
    }
  });
  app.prove("sends a signal from a step", async () => {
    const signal = app.name(app.createToken());
    const waiting = await app.send(waiter, { signal });
    const { output } = await app.run(sender, { signal });
    expect(await app.awaitEnd(waiting)).toMatchObject([{ runId: output, output: { signal, data: "from a step" } }]);
  });

  const lonely = app.define({ id: "lonely" }, ({ event, step }) =>
    step.waitForSignal("signal", { signal: event.data.signal, timeout: "1s", onConflict: "fail" }),
  );
  app.prove("ends a wait for a signal that takes longer than its timeout with null", async () => {
    expect(await app.run(lonely, { signal: app.name(app.createToken()) })).toMatchObject({
      status: "Completed",
      output: null,
    });
  });

  /** The step beside the wait tells the test that the wait was reported. */
  const observed = app.define({ id: "observed", retries: 0 }, async ({ event, step }) => {
    const { signal, timeout, onConflict, token } = event.data;
    const [found] = await Promise.all([
      step.waitForSignal("signal", { signal, timeout, onConflict }),
      step.run("waiting", () => records.note(token, "waiting")),
    ]);
    return (found as { data: unknown } | null)?.data ?? null;
  });
  app.prove("fails a run that waits for a signal somebody waits for, unless it asks to replace the other", async () => {
    const signal = app.name(app.createToken());
    const first = await app.send(observed, { signal, timeout: "10m", onConflict: "fail" });
    await app.awaitNotes(first, "waiting");
    expect(await app.run(waiter, { signal })).toMatchObject({
      status: "Failed",
      output: { message: expect.stringMatching(/signal/i) },
    });
    await signalUntilTaken(signal, "for the first");
    expect(await app.awaitEnd(first)).toMatchObject([{ status: "Completed", output: "for the first" }]);
  });

  app.prove("lets a wait replace the one before it, which then times out", async () => {
    const signal = app.name(app.createToken());
    const first = await app.send(observed, { signal, timeout: "5s", onConflict: "replace" });
    await app.awaitNotes(first, "waiting");
    const second = await app.send(observed, { signal, timeout: "10m", onConflict: "replace" });
    await app.awaitNotes(second, "waiting");
    await signalUntilTaken(signal, "for the second");
    expect(await app.awaitEnd(second)).toMatchObject([{ status: "Completed", output: "for the second" }]);
    expect(await app.awaitEnd(first)).toMatchObject([{ status: "Completed", output: null }]);
  });
}
