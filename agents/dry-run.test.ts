/** Holds every task of every agent to the promise of a dry run: it tells what would happen, and not one row differs. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "#lib/db/database.ts";
import { runTask } from "#lib/kernel/run.ts";
import { createRecordingVendor } from "#lib/kernel/testing/recording-vendor.ts";
import { listChanged, readContent } from "#lib/kernel/testing/workspace-content.ts";
import { type OperationsRig, openOperationsRig } from "#lib/operations/testing/operations-rig.ts";
import { agents } from "./index.ts";
import { closeThreadPool } from "./thread-pool.ts";

/** Where a dry run itself is kept. */
const own = ["activity", "decisions", "model_calls", "outbox", "spend_days", "task_steps", "tasks"];
const tried = agents.flatMap(agent => agent.tasks.map(task => [`${agent.domain}.${task.name}`, task] as const));

let rig: OperationsRig;
let sample: OperationsRig["owner"];
beforeAll(async () => {
  const vendor = createRecordingVendor({ capabilities: ["email", "post", "chat-alert"] });
  rig = await openOperationsRig({ agents: [...agents], vendor });
  const { id } = await rig.call("workspace.create-sample");
  sample = { ...rig.owner, workspaceId: id };
});
afterAll(async () => {
  await closeThreadPool();
  await rig.close();
});

async function delegate(task: string, params: object, more: object = {}) {
  const { id } = await rig.call("task.dispatch", { task, params, ...more }, sample);
  await runTask(rig.kernel, { workspaceId: sample.workspaceId ?? "", taskId: id, runId: id, isLastAttempt: true });
  return rig.call("task.get", { id }, sample);
}

/** What a task needs to be asked for, from rows that are there; everything else has defaults. */
async function findParams(task: string): Promise<object> {
  const query = <T>(read: (session: Session) => Promise<T>) =>
    rig.kernel.asPerson({ userId: rig.userId }, sample.workspaceId ?? "", read);
  const contact = () =>
    query(session =>
      session
        .selectFrom("contacts")
        .select("id")
        .where("workspace_id", "=", sample.workspaceId ?? "")
        .where("email", "is not", null)
        .where("email_consent", "<>", "denied")
        .orderBy("id")
        .executeTakeFirstOrThrow(),
    );
  const trend = () => query(session => session.selectFrom("cross_platform_trends").select("niche").executeTakeFirst());
  const test = () => query(session => session.selectFrom("ab_tests").select("id").executeTakeFirst());
  switch (task) {
    case "prospect.score":
    case "outreach.draft":
      return { contact_id: (await contact()).id };
    case "outreach.send":
      return { contact_id: (await contact()).id, subject: "Hello", text: "A text of my own." };
    case "prospect.keep-answer":
      return { request: { contact_id: (await contact()).id }, answer: "They run three shops." };
    case "outreach.record-reply":
      return { contact_id: (await contact()).id, text: "Yes, gladly." };
    case "scheduler.suggest":
      return { platform: "x" };
    case "scheduler.record":
      return { suggestion_id: sample.workspaceId, likes: 3 };
    case "trends.explain":
      return { niche: (await trend())?.niche ?? "unknown" };
    case "ab-tester.start":
      return { text: "Which way is better?", account: "@sample", via_a: "recorder" };
    case "ab-tester.decide":
      return { test_id: (await test())?.id ?? sample.workspaceId };
    default:
      return {};
  }
}

describe("A dry run of each task, before and after the work was done for real", () => {
  it.each(tried.filter(([, task]) => task.refusesDryRun === undefined))(
    "%s",
    async name => {
      const params = await findParams(name);
      const verdicts: string[] = [];
      for (const turn of ["before", "after"]) {
        const before = await readContent(rig.adminUrl);
        const events = rig.events.length;
        const task = await delegate(name, params, { is_dry_run: true });
        await rig.kernel.settle();
        const changed = listChanged(before, await readContent(rig.adminUrl));
        expect(changed.filter(table => !own.includes(table))).toEqual([]);
        expect(rig.events.slice(events).map(event => event.id)).toEqual([task.id]);
        expect(task).toMatchObject({ is_dry_run: true, approvals: [], outputs: [], messages: [], children: [] });
        expect(task.preview === null).toBe(task.status === "failed");
        verdicts.push(task.status);
        if (turn === "before") await delegate(name, params);
      }
      expect(verdicts).not.toContain("running");
      expect(rig.vendor.calls).toEqual([]);
    },
    180_000,
  );

  it("reaches a preview for nearly all of them", async () => {
    const { data } = await rig.call("task.list", { status: "failed", limit: 200 }, sample);
    const failed = new Set(
      data.flatMap((task: { is_dry_run: boolean; name: string }) => (task.is_dry_run ? [task.name] : [])),
    );
    // There is no suggested time of this id.
    expect([...failed].sort()).toEqual(["scheduler.record"]);
  });

  it.each(tried.filter(([, task]) => task.refusesDryRun !== undefined))("%s is refused with its reason", async name => {
    await expect(rig.call("task.dispatch", { task: name, params: {}, is_dry_run: true }, sample)).rejects.toMatchObject(
      {
        details: { errors: [{ path: "is_dry_run" }] },
      },
    );
  });
});

describe("What rows a task takes", () => {
  it.each(tried.filter(([, task]) => task.takes !== undefined))("%s names params that it has", (_name, task) => {
    for (const fields of Object.values(task.takes ?? {}))
      for (const param of Object.keys(fields ?? {})) expect(Object.keys(task.params.shape)).toContain(param);
  });
});
