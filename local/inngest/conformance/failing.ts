/** Owns what an engine owes to code that fails: which attempts are made and when, and what a function is told of a failed step. */
import { NonRetriableError, RetryAfterError } from "inngest";
import { expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";

export function proveFailing(app: ConformanceApp): void {
  const { records } = app;

  const flaky = app.define({ id: "flaky", retries: 2 }, async ({ event, step, attempt, maxAttempts }) => {
    const { token } = event.data;
    await step.run("steady", () => records.note(token, "steady"));
    return step.run("flaky", () => {
      if (records.note(token, "attempt", [attempt, maxAttempts]) < 3) throw new RetryAfterError("not yet", "1s");
      return "at last";
    });
  });
  app.prove("retries a failing step until it succeeds, without running the steps before it again", async () => {
    const run = await app.run(flaky);
    expect(run).toMatchObject({ status: "Completed", output: "at last" });
    expect(records.read(run.token, "steady")).toHaveLength(1);
    expect(records.read(run.token, "attempt")).toEqual([0, 1, 2].map(attempt => [attempt, 3]));
  });

  const each = app.define({ id: "each", retries: 1 }, async ({ event, step, attempt }) => {
    for (const label of ["one", "two", "three"]) {
      await step.run(label, () => {
        if (records.note(event.data.token, label, attempt) === 1) throw new RetryAfterError("not yet", "1s");
      });
    }
  });
  app.prove("gives every step attempts of its own", async () => {
    const run = await app.run(each);
    expect(run.status).toBe("Completed");
    for (const label of ["one", "two", "three"]) expect(records.read(run.token, label)).toEqual([0, 1]);
  });

  const patient = app.define({ id: "patient", retries: 1 }, async ({ event }) => {
    if (records.note(event.data.token, "attempt") === 1) throw new Error("once");
    return "recovered";
  });
  app.prove("retries an ordinary error after a while of its own choice", async () => {
    const run = await app.run(patient);
    expect(run).toMatchObject({ status: "Completed", output: "recovered" });
    expect(records.read(run.token, "attempt")).toHaveLength(2);
  });

  const failing = app.define({ id: "failing", retries: 1 }, ({ event, attempt }) => {
    records.note(event.data.token, "attempt", attempt);
    throw new RetryAfterError("always broken", "1s");
  });
  app.prove("fails a run after its last attempt with the function's error", async () => {
    const run = await app.run(failing);
    expect(run).toMatchObject({ status: "Failed", output: { message: "always broken" } });
    expect(records.read(run.token, "attempt")).toEqual([0, 1]);
  });

  const final = app.define({ id: "final", retries: 5 }, ({ event }) => {
    records.note(event.data.token, "attempt");
    throw new NonRetriableError("no use");
  });
  app.prove("does not retry an error that says it is final", async () => {
    const run = await app.run(final);
    expect(run).toMatchObject({ status: "Failed", output: { message: "no use" } });
    expect(records.read(run.token, "attempt")).toHaveLength(1);
  });

  const finalStep = app.define({ id: "final-step", retries: 5 }, ({ event, step }) =>
    step.run("final", () => {
      records.note(event.data.token, "attempt");
      throw new NonRetriableError("no use either");
    }),
  );
  app.prove("does not retry a step whose error says it is final", async () => {
    const run = await app.run(finalStep);
    expect(run).toMatchObject({ status: "Failed", output: { message: expect.stringContaining("no use either") } });
    expect(records.read(run.token, "attempt")).toHaveLength(1);
  });

  const later = app.define({ id: "later", retries: 1 }, ({ event }) => {
    if (records.note(event.data.token, "at", Date.now()) === 1) throw new RetryAfterError("later", "2s");
  });
  app.prove("waits as long as a retry-after error asks, and not the usual while", async () => {
    const { token } = await app.run(later);
    const [first = 0, second = 0] = records.read<number>(token, "at");
    expect(second - first).toBeGreaterThanOrEqual(1950);
    expect(second - first).toBeLessThan(14_000);
  });

  const caught = app.define({ id: "caught", retries: 1 }, async ({ event, step }) => {
    try {
      await step.run("broken", () => {
        records.note(event.data.token, "attempt");
        throw Object.assign(new RetryAfterError("inside", "1s"), { name: "OwnError" });
      });
    } catch (error) {
      return step.run("repair", () => `caught: ${(error as Error).message}`);
    }
  });
  app.prove("lets a function catch the error of a step that failed for good, and go on", async () => {
    const run = await app.run(caught);
    expect(run).toMatchObject({ status: "Completed", output: "caught: inside" });
    expect(records.read(run.token, "attempt")).toHaveLength(2);
  });

  const betweenSteps = app.define({ id: "between-steps", retries: 1 }, async ({ event, step }) => {
    const one = await step.run("one", () => records.note(event.data.token, "one"));
    if (records.note(event.data.token, "between") === 1) throw new RetryAfterError("between", "1s");
    return step.run("two", () => one + records.note(event.data.token, "two"));
  });
  app.prove("keeps finished steps when the function fails between two of them", async () => {
    const run = await app.run(betweenSteps);
    expect(run).toMatchObject({ status: "Completed", output: 2 });
    expect(records.read(run.token, "one")).toHaveLength(1);
  });

  const odd = app.define({ id: "odd", retries: 0 }, () => {
    throw "only a text";
  });
  app.prove("fails a run that throws something other than an error, and keeps what it threw", async () => {
    expect(await app.run(odd)).toMatchObject({
      status: "Failed",
      output: { message: expect.stringContaining("only a text") },
    });
  });
}
