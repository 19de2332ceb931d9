/** Owns the events that tell of a run's end, and what a function's `onFailure` is given. */
import { NonRetriableError } from "inngest";
import { expect } from "vitest";
import type { ConformanceApp, Defined } from "./harness/app.ts";

interface EndData {
  function_id: string;
  run_id: string;
  event: { name: string; data: { token: string } };
  events: unknown[];
  result?: unknown;
  error?: { name: string; message: string };
}

export function proveLifecycle(app: ConformanceApp): void {
  const { records } = app;

  /** Notes the lifecycle events of a function under the token of the event that had started it. */
  const listen = (to: Defined, name: "finished" | "failed" | "cancelled") =>
    app.define(
      {
        id: `on-${name}-${to.functionId.slice(app.id.length + 1)}`,
        triggers: [{ event: `inngest/function.${name}`, if: `event.data.function_id == '${to.functionId}'` }],
      },
      ({ event }) => {
        const data = event.data as EndData;
        records.note(data.event.data.token, name, data);
      },
    );

  const fine = app.define({ id: "fine" }, () => ({ answer: 42 }));
  const onFine = listen(fine, "finished");
  listen(fine, "failed");
  listen(onFine, "finished");
  app.prove("tells of a run that completed by `inngest/function.finished` with its result", async () => {
    const run = await app.run(fine);
    const [data] = await app.awaitNotes<EndData>(run, "finished");
    expect(data).toMatchObject({
      function_id: fine.functionId,
      run_id: run.runId,
      event: { name: fine.event, data: { token: run.token } },
      events: [{ name: fine.event }],
      result: { answer: 42 },
    });
    expect(records.read(run.token, "failed")).toEqual([]);
  });

  const failing = app.define(
    {
      id: "failing",
      retries: 0,
      onFailure: async ({ event, error, step }) => {
        const data = event.data as EndData;
        await step.run("note", () => {
          records.note(data.event.data.token, "handled", { name: event.name, data, message: error?.message });
        });
      },
    },
    () => {
      throw new NonRetriableError("broken for good");
    },
  );
  listen(failing, "finished");
  listen(failing, "failed");
  app.prove("tells of a run that failed by `inngest/function.failed` and `.finished` with its error", async () => {
    const run = await app.run(failing);
    for (const name of ["failed", "finished"]) {
      const [data] = await app.awaitNotes<EndData>(run, name);
      expect(data).toMatchObject({
        function_id: failing.functionId,
        run_id: run.runId,
        event: { name: failing.event, data: { token: run.token } },
        error: { message: expect.stringContaining("broken for good") },
      });
    }
  });

  app.prove("calls `onFailure` with the error, the run and the original event, and runs its steps", async () => {
    const run = await app.run(failing);
    expect(await app.awaitNotes(run, "handled")).toEqual([
      {
        name: "inngest/function.failed",
        message: expect.stringContaining("broken for good"),
        data: expect.objectContaining({
          function_id: failing.functionId,
          run_id: run.runId,
          event: expect.objectContaining({ name: failing.event, data: { token: run.token } }),
          error: expect.objectContaining({ name: expect.any(String), message: expect.any(String) }),
        }),
      },
    ]);
  });

  const together = app.define(
    {
      id: "together",
      retries: 0,
      onFailure: ({ event }) => {
        records.note((event.data as EndData).event.data.token, "handled");
      },
    },
    ({ step }) =>
      Promise.all(
        ["one", "two", "three"].map(name =>
          step.run(name, () => {
            throw new NonRetriableError(name);
          }),
        ),
      ),
  );
  app.prove("calls `onFailure` once for a run of which several parallel steps failed", async () => {
    const run = await app.run(together);
    expect(run.status).toBe("Failed");
    await app.awaitNotes(run, "handled");
    const later = await app.run(together);
    await app.awaitNotes(later, "handled");
    expect(records.read(run.token, "handled")).toHaveLength(1);
  });

  const dropped = app.define(
    { id: "dropped", cancelOn: [{ event: app.name("drop"), match: "data.token" }] },
    async ({ event, step }) => {
      await step.run("begin", () => records.note(event.data.token, "begin"));
      await step.sleep("long", "1h");
    },
  );
  listen(dropped, "cancelled");
  listen(dropped, "finished");
  listen(dropped, "failed");
  app.prove("tells of a run that was cancelled by `inngest/function.cancelled` and `.finished`", async () => {
    const sent = await app.send(dropped);
    await app.awaitNotes(sent, "begin");
    await app.send(app.name("drop"), { token: sent.token });
    const [run] = await app.awaitEnd(sent);
    expect(run).toMatchObject({ status: "Cancelled" });
    for (const name of ["cancelled", "finished"]) {
      const [data] = await app.awaitNotes<EndData>(sent, name);
      expect(data).toMatchObject({
        function_id: dropped.functionId,
        run_id: run?.runId,
        event: { name: dropped.event, data: { token: sent.token } },
      });
    }
    expect(records.read(sent.token, "failed")).toEqual([]);
  });

  const ending = app.define({ id: "ending" }, () => "first");
  const onEnding = listen(ending, "finished");
  app.define(
    {
      id: "on-listener",
      triggers: [{ event: "inngest/function.finished", if: `event.data.function_id == '${onEnding.functionId}'` }],
    },
    ({ event }) =>
      records.note((event.data as { event: EndData["event"] & { data: EndData } }).event.data.event.data.token, "echo"),
  );
  app.prove("does not tell of the end of a function that an end had started, which could go on for ever", async () => {
    const run = await app.run(ending);
    await app.awaitNotes(run, "finished");
    const later = await app.run(fine);
    await app.awaitNotes(later, "finished");
    expect(records.read(run.token, "echo")).toEqual([]);
  });
}
