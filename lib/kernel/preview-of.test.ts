import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LanguageModel } from "#lib/model/port.ts";
import type { TaskPreview } from "./preview.ts";
import { runTask } from "./run.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";
import { createRecordingVendor } from "./testing/recording-vendor.ts";

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig();
  await rig.addContact("ada@example.com");
});
afterAll(() => rig.close());

const readTask = (id: string) =>
  rig.asPerson(session => session.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirstOrThrow());

describe("Models in a dry run", () => {
  const scripted: LanguageModel = {
    provider: "scripted",
    name: "counting",
    quote: () => ({ p90Micros: 100 }),
    answer: async request => ({
      value: request.schema.parse({ text: "By the model" }) as never,
      inputTokens: 1,
      outputTokens: 1,
      costMicros: 7,
    }),
  };
  const tryWithModel = async () => {
    const taskId = await rig.dispatch({ task: "echoer.everything", params: {}, isDryRun: true });
    const request = { workspaceId: rig.workspaceId, taskId, isLastAttempt: true, runId: taskId };
    await runTask({ ...rig.kernel, model: scripted }, request);
    return readTask(taskId);
  };
  afterEach(() =>
    rig.asPerson(session => session.updateTable("workspaces").set({ daily_budget_micros: 5_000_000 }).execute()),
  );

  it("cost what they cost, counted with the task and the day", async () => {
    const row = await tryWithModel();
    expect(row).toMatchObject({ status: "completed", cost_micros: 7 });
    expect((row.preview as TaskPreview).proposals.items[0]).toMatchObject({
      author_kind: "model",
      payload: { text: "By the model" },
    });
    const calls = await rig.asPerson(session =>
      session.selectFrom("model_calls").select("cost_micros").where("task_id", "=", row.id).execute(),
    );
    expect(calls).toEqual([{ cost_micros: 7 }]);
  });

  it("are not asked again by the task that follows, while what they were asked is the same", async () => {
    let calls = 0;
    const model: LanguageModel = {
      ...scripted,
      answer: async request => {
        calls += 1;
        return {
          ...(await scripted.answer(request)),
          value: request.schema.parse({ text: `Words ${calls}` }) as never,
        };
      },
    };
    const run = async (more: object, to: string) => {
      const taskId = await rig.dispatch({ task: "echoer.everything", params: { to: [to] }, ...more });
      await runTask(
        { ...rig.kernel, model },
        { workspaceId: rig.workspaceId, taskId, isLastAttempt: true, runId: taskId },
      );
      return readTask(taskId);
    };
    const preview = await run({ isDryRun: true }, "ada@example.com");
    const real = await run({ previewOf: preview.id }, "ada@example.com");
    expect([calls, real.cost_micros]).toEqual([1, 0]);
    const approval = await rig.asPerson(session =>
      session
        .selectFrom("approvals")
        .select(["payload", "author_kind"])
        .where("task_id", "=", real.id)
        .executeTakeFirst(),
    );
    expect(approval).toMatchObject({ payload: { text: "Words 1" }, author_kind: "model" });
    await run({}, "ada@example.com");
    expect(calls).toBe(2);
  });

  it("are not called when the day's budget is used up: the template writes, and the trace says why", async () => {
    await rig.asPerson(session => session.updateTable("workspaces").set({ daily_budget_micros: 50 }).execute());
    const row = await tryWithModel();
    expect(row).toMatchObject({ status: "completed", cost_micros: 0 });
    expect((row.preview as TaskPreview).proposals.items[0]?.author_kind).toBe("template");
    const trace = await rig.asPerson(session =>
      session.selectFrom("decisions").select("reasoning").where("task_id", "=", row.id).execute(),
    );
    expect(trace.some(({ reasoning }) => reasoning.includes("budget"))).toBe(true);
  });
});

describe("Readings of vendors in a dry run", () => {
  it.each([
    [[], { status: "completed", result: { readings: 1 } }],
    [["post"], { status: "failed", error: { message: expect.stringContaining("charges for each reading") } }],
  ] as const)(
    "are made where they cost nothing, and otherwise only for real: %j",
    async (chargesForReading, expected) => {
      let readings = 0;
      const readMetrics = async (ids: readonly string[]) => {
        readings += 1;
        const unknown = { impressions: null, likes: null, replies: null, shares: null, clicks: null };
        return ids.map(vendorId => ({ vendorId, ...unknown }));
      };
      const vendor = createRecordingVendor({ capabilities: ["email", "post"] });
      const paid = await openKernelRig({
        vendor: Object.assign(vendor, { reads: { post: { readMetrics } }, chargesForReading }),
      });
      try {
        const read = async (isDryRun: boolean) => {
          const id = await paid.dispatch({ task: "echoer.read", params: {}, isDryRun });
          await paid.run(id);
          return paid.asPerson(session =>
            session.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
          );
        };
        expect(await read(true)).toMatchObject(expected);
        expect(await read(false)).toMatchObject({ status: "completed", result: { readings: 1 } });
        expect(readings).toBe(expected.status === "completed" ? 2 : 1);
      } finally {
        await paid.close();
      }
    },
  );
});

describe("A task that follows its preview", () => {
  let previewId: string;
  const params = { to: ["ada@example.com"] };
  beforeEach(async () => {
    previewId = await rig.dispatch({ task: "echoer.everything", params, isDryRun: true });
    await rig.run(previewId);
  });

  it("is linked to it and proposes the very same text", async () => {
    const id = await rig.dispatch({ task: "echoer.everything", params, previewOf: previewId });
    expect(await rig.run(id)).toMatchObject({ status: "awaiting_approval" });
    expect(await readTask(id)).toMatchObject({ preview_of: previewId, is_dry_run: false, preview: null });
    const approval = await rig.asPerson(session =>
      session.selectFrom("approvals").select(["payload", "recipient"]).where("task_id", "=", id).executeTakeFirst(),
    );
    const preview = (await readTask(previewId)).preview as TaskPreview;
    expect(approval?.payload).toEqual(preview.proposals.items[0]?.payload);
    expect(approval?.recipient).toBe(preview.proposals.items[0]?.recipient);
  });

  it.each([
    ["another task", "echoer.echo", {}, "name a finished dry run of this task"],
    ["other parameters", "echoer.everything", { to: [] }, "it was made with other parameters"],
  ])("refuses a preview of %s", async (_what, task, given, message) => {
    await expect(rig.dispatch({ task, params: given, previewOf: previewId })).rejects.toThrow(message);
  });

  it("refuses a real task, a stranger and a second dry run as its preview", async () => {
    const real = await rig.dispatch({ task: "echoer.everything", params });
    await expect(rig.dispatch({ task: "echoer.everything", params, previewOf: real })).rejects.toThrow(
      "finished dry run",
    );
    await expect(rig.dispatch({ task: "echoer.everything", params, previewOf: rig.workspaceId })).rejects.toThrow(
      "finished dry run",
    );
    await expect(
      rig.dispatch({ task: "echoer.everything", params, previewOf: previewId, isDryRun: true }),
    ).rejects.toThrow("itself a preview");
  });
});
