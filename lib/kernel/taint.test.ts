import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { dispatchTasks } from "./dispatch.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig();
});
afterAll(() => rig.close());

const outside: Actor = { kind: "system", id: "webhook", userId: null, via: "webhook" };
const colleague: Actor = { kind: "agent", id: "echoer", userId: null, via: "message" };

async function dispatchAs(actor: Actor, task: string, parentTaskId?: string): Promise<string> {
  const scope = { workspaceId: rig.workspaceId, actor };
  const [queued] = await rig.asWorker(session =>
    dispatchTasks(rig.kernel, session, scope, [{ task, params: {}, parentTaskId }]),
  );
  return queued?.id ?? "";
}

async function readApproval(taskId: string) {
  await rig.run(taskId);
  return rig.asWorker(session =>
    session
      .selectFrom("approvals")
      .select(["status", "is_untrusted"])
      .where("task_id", "=", taskId)
      .executeTakeFirstOrThrow(),
  );
}

describe("What a webhook started", () => {
  it("is never executed without a person, though the agent is on autopilot and calls its own words trusted", async () => {
    const taskId = await dispatchAs(outside, "pilot.write");
    expect(await readApproval(taskId)).toEqual({ status: "pending", is_untrusted: true });
  });

  it("stays untrusted in the tasks that follow from it, however many later", async () => {
    let parent = await dispatchAs(outside, "echoer.echo");
    for (let generation = 1; generation <= 4; generation += 1)
      parent = await dispatchAs(colleague, "echoer.echo", parent);
    const taskId = await dispatchAs(colleague, "pilot.write", parent);
    expect(await readApproval(taskId)).toEqual({ status: "pending", is_untrusted: true });
  });

  it("says nothing of tasks that follow from inside", async () => {
    const parent = await dispatchAs(colleague, "echoer.echo");
    const taskId = await dispatchAs(colleague, "pilot.write", parent);
    expect(await readApproval(taskId)).toEqual({ status: "approved", is_untrusted: false });
  });
});
