import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { systemClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import type { JsonValue } from "#lib/core/json.ts";
import { type AgentDefinition, defineAgent, defineTask } from "./define.ts";
import { failTask } from "./fail-task.ts";
import { runTask, type StepRunner } from "./run.ts";
import { type AttemptRecord, createStepLog, mergeAttempt } from "./step-log.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";

const settings = z.object({});
let failures = 0;

const busy = defineTask({
  name: "busy",
  title: "Be busy",
  purpose: "Reads, writes a text and fails as often as it is told.",
  settings,
  params: z.object({ failures: z.number().int().default(0).describe("How often to fail first") }),
  result: z.object({ text: z.string() }),
  async run(ctx, params) {
    await ctx.query(session =>
      session
        .selectFrom("contacts")
        .innerJoin("posts", "posts.workspace_id", "contacts.workspace_id")
        .select("contacts.id")
        .limit(1)
        .execute(),
    );
    await ctx.query(session => sql`with recent as (select 1) select from recent cross join outputs`.execute(session));
    const { value } = await ctx.compose({
      purpose: "say hello",
      schema: z.object({ text: z.string() }),
      template: () => ({ text: "Hello" }),
      instructions: "Say hello.",
      facts: {},
    });
    if (failures < params.failures) {
      failures += 1;
      throw new AppError("unavailable", "the vendor is asleep");
    }
    return value;
  },
});

const stepwise = defineTask({
  name: "stepwise",
  title: "Work in steps",
  purpose: "Reads in a durable step.",
  settings,
  params: z.object({}),
  result: z.object({ count: z.number() }),
  isStepwise: true,
  async run(ctx) {
    const count = await ctx.step("count contacts", () =>
      ctx.query(async session => (await session.selectFrom("contacts").select("id").execute()).length),
    );
    return { count };
  },
});

const agent: AgentDefinition = defineAgent({
  domain: "clerk",
  name: "Clerk",
  pack: "relationships",
  purpose: "Works for tests.",
  autonomy: "copilot",
  settings,
  capabilities: [],
  tables: [],
  tasks: [busy, stepwise],
  limits: { concurrency: 1, retries: 2 },
});

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig({ agents: [agent] });
});
afterAll(() => rig.close());

async function readAttempts(id: string): Promise<Record<string, AttemptRecord>> {
  const row = await rig.asPerson(session =>
    session.selectFrom("tasks").select("attempts").where("id", "=", id).executeTakeFirstOrThrow(),
  );
  return row.attempts as unknown as Record<string, AttemptRecord>;
}

describe("What a run's time went to", () => {
  it("is kept with the task: the claim, each reading by its tables, each text, and the end, in their order", async () => {
    const id = await rig.dispatch({ task: "clerk.busy", params: {} });
    await rig.run(id);
    const attempts = await readAttempts(id);
    expect(Object.keys(attempts)).toEqual(["1"]);
    const attempt = attempts["1"] as AttemptRecord;
    expect(attempt).toMatchObject({
      outcome: "completed",
      claimed_at: expect.any(String),
      ended_at: expect.any(String),
    });
    expect(attempt.steps?.map(({ kind, name }) => [kind, name])).toEqual([
      ["claim", ""],
      ["query", "contacts, posts"],
      ["query", "outputs"],
      ["model", "say hello"],
      ["finish", ""],
    ]);
    expect(attempt.steps?.[3]?.facts).toEqual({ author_kind: "template", author: "say hello" });
    const starts = attempt.steps?.map(step => step.at) ?? [];
    expect([...starts].sort((a, b) => a - b)).toEqual(starts);
    expect(attempt.steps?.every(step => step.ms >= 0)).toBe(true);
  });

  it("is kept for every attempt, each with its own error", async () => {
    failures = 0;
    const id = await rig.dispatch({ task: "clerk.busy", params: { failures: 1 } });
    await expect(rig.run(id, false)).rejects.toThrow("the vendor is asleep");
    await rig.run(id, true);
    const attempts = await readAttempts(id);
    expect(attempts["1"]).toMatchObject({
      outcome: "retried",
      error: { code: "unavailable", message: "the vendor is asleep" },
    });
    expect(attempts["1"]?.steps?.map(step => step.kind)).toEqual(["claim", "query", "query", "model"]);
    expect(attempts["2"]).toMatchObject({ outcome: "completed" });
    expect(attempts["2"]).not.toHaveProperty("error");
  });

  it("keeps the claim of an attempt whose worker died, with what the executor said when it gave up", async () => {
    const id = await rig.dispatch({ task: "clerk.busy", params: {} });
    rig.crashAt("after-claim");
    await expect(rig.run(id)).rejects.toThrow("injected");
    expect((await readAttempts(id))["1"]).toEqual({ claimed_at: expect.any(String) });
    await failTask(rig.kernel, {
      workspaceId: rig.workspaceId,
      taskId: id,
      domain: "clerk",
      error: new AppError("internal", "its worker died"),
      isFinal: true,
      costMicros: 0,
    });
    expect((await readAttempts(id))["1"]).toMatchObject({ outcome: "failed", error: { message: "its worker died" } });
  });

  it("knows a durable step that another process did, once", async () => {
    const id = await rig.dispatch({ task: "clerk.stepwise", params: {} });
    const kept = new Map<string, JsonValue>();
    // An executor as it is: what a step returned is kept as JSON, and the process that goes on has forgotten the rest.
    const executor: StepRunner = async (name, work) => {
      const known = kept.get(name);
      if (known !== undefined) return known as never;
      const value = await work();
      kept.set(name, JSON.parse(JSON.stringify(value)));
      if (name === "count contacts") throw new AppError("unavailable", "the process goes on elsewhere");
      return value;
    };
    const request = { workspaceId: rig.workspaceId, taskId: id, runId: `run-${id}`, step: executor };
    await expect(runTask(rig.kernel, { ...request, isLastAttempt: false })).rejects.toThrow("elsewhere");
    expect(await runTask(rig.kernel, { ...request, isLastAttempt: true })).toMatchObject({ status: "completed" });
    const { steps } = (await readAttempts(id))["1"] as AttemptRecord;
    expect(steps?.map(({ kind, name }) => [kind, name])).toEqual([
      ["claim", ""],
      ["step", "count contacts"],
      ["query", "contacts"],
      ["finish", ""],
    ]);
  });

  it("never fails the run it watches, whatever a failure says", async () => {
    const log = createStepLog(systemClock, { claimedAt: new Date().toISOString(), claimMs: 1 });
    const name = `${"a".repeat(119)}😀\0`;
    await expect(
      log.time("query", name, () => Promise.reject(new Error(`no\0thing ${"😀".repeat(200)}`))),
    ).rejects.toThrow();
    const id = await rig.dispatch({ task: "clerk.busy", params: {} });
    await rig.asWorker(session =>
      sql`update tasks set attempts = ${mergeAttempt(log.describe())} where id = ${id}`.execute(session),
    );
    expect((await readAttempts(id))["0"]?.steps).toHaveLength(2);
  });

  it("is bounded: after two hundred steps the rest is only summed up", async () => {
    const log = createStepLog(systemClock, { claimedAt: new Date().toISOString(), claimMs: 1 });
    log.adopt(
      Array.from({ length: 250 }, (_, at) => ({ kind: "query" as const, name: "contacts", at: at + 10, ms: 2 })),
    );
    const { steps, more } = log.describe();
    expect(steps).toHaveLength(200);
    expect(more).toEqual({ count: 51, ms: 102 });
  });
});
