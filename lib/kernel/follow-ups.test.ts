import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pauseAgent, resumeAgent } from "./pause.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";

const HOUR_MS = 3_600_000;

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig();
});
afterAll(() => rig.close());

const listLater = (key: string, domain = "echoer") =>
  rig.asPerson(session =>
    session
      .selectFrom("tasks")
      .selectAll()
      .where("follow_up_key", "=", key)
      .where("domain", "=", domain)
      .orderBy("id")
      .execute(),
  );

async function postpone(key: string, minutes = 60): Promise<string> {
  const id = await rig.dispatch({ task: "echoer.postpone", params: { key, minutes } });
  await rig.run(id);
  return id;
}

describe("A later task of an agent's own", () => {
  it("is queued with the run's result, and its event leaves when its time has come", async () => {
    const id = await postpone("first");
    const [later] = await listLater("first");
    expect(later).toMatchObject({
      task: "echo",
      status: "queued",
      trigger: "schedule",
      waiting_for: "its start time",
      parent_task_id: id,
      correlation_id: id,
      params: { text: "first" },
      depth: 0,
    });
    await rig.kernel.settle();
    const isSent = () => rig.events.some(event => event.data.taskId === later?.id);
    await rig.kernel.flushOutbox(0);
    expect(isSent()).toBe(false);
    rig.advance(HOUR_MS);
    await rig.kernel.flushOutbox(0);
    expect(isSent()).toBe(true);
    expect(await rig.run(later?.id ?? "")).toMatchObject({ status: "completed" });
  });

  it("is started once under its key, by one run after another and by many at once", async () => {
    await postpone("once");
    await postpone("once", 120);
    const ids = await Promise.all(
      Array.from({ length: 6 }, () => rig.dispatch({ task: "echoer.postpone", params: { key: "together" } })),
    );
    const outcomes = await Promise.all(ids.map(id => rig.run(id)));
    expect(outcomes.map(outcome => outcome.status)).toEqual(ids.map(() => "completed"));
    expect(await listLater("once")).toHaveLength(1);
    expect(await listLater("together")).toHaveLength(1);
  });

  it("belongs to its agent: another agent's key of the same name is another task", async () => {
    await postpone("shared");
    const id = await rig.dispatch({ task: "pilot.postpone", params: { key: "shared" } });
    await rig.run(id);
    expect([await listLater("shared"), await listLater("shared", "pilot")].map(rows => rows.length)).toEqual([1, 1]);
  });

  it("is left out when the run that staged it crashes, and there once after the next attempt", async () => {
    const id = await rig.dispatch({ task: "echoer.postpone", params: { key: "crash" } });
    rig.crashAt("before-finish");
    await expect(rig.run(id, false)).rejects.toThrow();
    expect(await listLater("crash")).toHaveLength(0);
    await rig.run(id);
    expect(await listLater("crash")).toHaveLength(1);
  });

  it("does not fail a run that a pause has overtaken: it waits with the agent", async () => {
    const id = await rig.dispatch({ task: "echoer.postpone", params: { key: "paused" } });
    rig.crashAt("before-finish");
    await expect(rig.run(id, false)).rejects.toThrow();
    await rig.asPerson(session => pauseAgent(rig.kernel, session, rig.scope, "echoer"));
    expect(await rig.run(id)).toMatchObject({ status: "completed" });
    const [later] = await listLater("paused");
    expect(await rig.run(later?.id ?? "")).toMatchObject({ status: "skipped", reason: "the agent is paused" });
    await rig.asPerson(session => resumeAgent(rig.kernel, session, rig.scope, "echoer"));
    expect(await rig.run(later?.id ?? "")).toMatchObject({ status: "completed" });
  });

  it("is refused sooner than in a minute: an agent must not spin", async () => {
    const id = await rig.dispatch({ task: "echoer.postpone", params: { key: "spin", minutes: 0 } });
    expect(await rig.run(id)).toMatchObject({ status: "failed" });
    expect(await listLater("spin")).toHaveLength(0);
  });
});
