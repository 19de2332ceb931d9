/** Owns what an engine owes to invocations: the result, the error, the timeout, and the absence of the invoked function. */
import { NonRetriableError, referenceFunction } from "inngest";
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveInvoking(app: ConformanceApp): void {
  const { records } = app;

  const double = app.define({ id: "callee", triggers: [] }, async ({ event, step }) => {
    if (event.data.number < 0) throw new NonRetriableError("negative numbers are refused");
    return step.run("double", () => ({ name: event.name, result: event.data.number * 2 }));
  });
  const silent = app.define({ id: "silent", triggers: [] }, () => undefined);

  const caller = app.define({ id: "caller" }, async ({ step }) => {
    const good = await step.invoke("good", { function: double.itself, data: { number: 21 } });
    const again = await step.invoke("good", {
      function: referenceFunction({ functionId: "callee" }),
      data: { number: 1 },
    });
    return { good, again, nothing: await step.invoke("nothing", { function: silent.itself, data: {} }) };
  });
  app.prove("invokes functions, by themselves or by reference, and hands back their results", async () => {
    const name = "inngest/function.invoked";
    expect((await app.run(caller)).output).toEqual({
      good: { name, result: 42 },
      again: { name, result: 2 },
      nothing: null,
    });
  });

  const catching = app.define({ id: "catching" }, ({ step }) =>
    step
      .invoke("bad", { function: double.itself, data: { number: -1 } })
      .then(() => "no error")
      .catch((error: Error) => error.message),
  );
  app.prove("throws the error of an invoked function where it was invoked", async () => {
    expect((await app.run(catching)).output).toContain("negative numbers are refused");
  });

  const broken = app.define({ id: "broken", retries: 0 }, async ({ event, step }) => {
    await step.invoke("bad", { function: double.itself, data: { number: -1 } });
    records.note(event.data.token, "went on");
  });
  app.prove("fails a run that does not catch the error of the function it invoked", async () => {
    const run = await app.run(broken);
    expect(run).toMatchObject({
      status: "Failed",
      output: { message: expect.stringContaining("negative numbers are refused") },
    });
    expect(records.read(run.token, "went on")).toEqual([]);
  });

  const lost = app.define({ id: "lost" }, ({ step }) =>
    step
      .invoke("missing", { function: referenceFunction({ functionId: "nowhere" }), data: {}, timeout: "10m" })
      .then(() => "no error")
      .catch((error: Error) => error.message),
  );
  app.prove(
    "throws an error that names a function which is not registered, without waiting for the timeout",
    async () => {
      expect((await app.run(lost)).output).toContain(`${app.id}-nowhere`);
    },
  );

  const slow = app.define({ id: "slow", triggers: [] }, async ({ event, step }) => {
    await step.sleep("long", "3s");
    await step.run("end", () => records.note(event.data.token, "end"));
  });
  const impatient = app.define({ id: "impatient" }, ({ event, step }) =>
    step
      .invoke("slow", { function: slow.itself, data: { token: event.data.token }, timeout: "1s" })
      .then(() => "no error")
      .catch((error: Error) => error.name),
  );
  app.prove(
    "ends an invocation that takes longer than its timeout with an error, and lets the function go on",
    async () => {
      const run = await app.run(impatient);
      expect(run).toMatchObject({ status: "Completed", output: "InngestInvokeTimeoutError" });
      await app.awaitNotes(run, "end");
    },
  );

  const dropped = app.define(
    { id: "dropped", triggers: [], cancelOn: [{ event: app.name("drop"), match: "data.token" }] },
    async ({ event, step }) => {
      await step.run("begin", () => records.note(event.data.token, "begin"));
      await step.sleep("long", "1h");
    },
  );
  const mourning = app.define({ id: "mourning" }, ({ event, step }) =>
    step
      .invoke("dropped", { function: dropped.itself, data: { token: event.data.token } })
      .then(() => "no error")
      .catch((error: Error) => `error: ${error.message}`),
  );
  app.prove("throws an error where a function was invoked that is cancelled", async () => {
    const sent = await app.send(mourning);
    await app.awaitNotes(sent, "begin");
    await app.send(app.name("drop"), { token: sent.token });
    expect(await app.awaitEnd(sent)).toMatchObject([
      { status: "Completed", output: expect.stringMatching(/^error: .*cancel/i) },
    ]);
  });
}
