import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
beforeAll(async () => {
  rig = await openOperationsRig();
});
afterAll(() => rig.close());

const params = { to: ["ada@example.com"] };

async function preview(caller = rig.owner) {
  const { id } = await rig.call("task.dispatch", { task: "echoer.everything", params, is_dry_run: true }, caller);
  await rig.run(id);
  return rig.call("task.get", { id }, caller);
}

describe("What can be delegated", () => {
  it("is read from the declarations of the tasks, for a kind of row or all together", async () => {
    const { data } = await rig.call("task-definition.list", { takes: "contact" });
    expect(data).toMatchObject([
      { name: "echoer.everything", domain: "echoer", autonomy: "copilot", takes: { contact: { to: "id" } } },
      { name: "pilot.everything", domain: "pilot", autonomy: "autopilot", is_paused: false },
      { name: "adviser.everything", domain: "adviser", autonomy: "manual" },
    ]);
    const all = await rig.call("task-definition.list");
    expect(all.data.length).toBeGreaterThan(data.length);
    expect(all.data.find((task: { name: string }) => task.name === "echoer.only-real").refuses_dry_run).toBe(
      "the fixture says so",
    );
    expect((await rig.call("task-definition.list", { takes: "trend" })).data).toEqual([]);
    await expect(rig.call("task-definition.list", { takes: "spaceship" })).rejects.toMatchObject({ code: "invalid" });
  });

  it("says which agent is paused", async () => {
    await rig.call("agent.pause", { domain: "pilot" });
    const { data } = await rig.call("task-definition.list", { takes: "contact" });
    expect(data.find((task: { domain: string }) => task.domain === "pilot").is_paused).toBe(true);
    await expect(
      rig.call("task.dispatch", { task: "pilot.everything", params, is_dry_run: true }),
    ).rejects.toMatchObject({ code: "conflict" });
    await rig.call("agent.resume", { domain: "pilot" });
  });
});

describe("A preview through the one door", () => {
  it("is asked for as a task is, told with it, and then done by name with the same text", async () => {
    const before = await preview();
    expect(before).toMatchObject({
      status: "completed",
      is_dry_run: true,
      approvals: [],
      children: [],
      preview: { proposals: { total: 1, items: [{ verdict: "ask", payload: { text: "Line 0 to ada@example.com" } }] } },
    });
    const { id } = await rig.call("task.dispatch", { task: "echoer.everything", params, preview_of: before.id });
    await rig.run(id);
    const real = await rig.call("task.get", { id });
    expect(real).toMatchObject({ is_dry_run: false, preview_of: before.id, preview: null });
    expect(real.approvals[0].payload).toEqual(before.preview.proposals.items[0].payload);
  });

  it("is done once, however often the same press is sent", async () => {
    const { id } = await preview();
    const input = { task: "echoer.everything", params, preview_of: id };
    const first = await rig.call("task.dispatch", input, rig.owner, `preview-${id}`);
    expect(await rig.call("task.dispatch", input, rig.owner, `preview-${id}`)).toEqual(first);
  });

  it("needs the role member: a viewer may read it and not ask for it", async () => {
    const viewer = await rig.addPerson("viewer");
    await expect(preview(viewer)).rejects.toMatchObject({ code: "forbidden" });
    const { id } = await preview();
    expect((await rig.call("task.get", { id }, viewer)).preview.proposals.total).toBe(1);
  });

  it("run again is a preview again", async () => {
    const { id } = await preview();
    const again = await rig.call("task.rerun", { id });
    expect(await rig.call("task.get", { id: again.id })).toMatchObject({ is_dry_run: true, parent_task_id: id });
  });

  it("is in no figure of its agent, whether it ends well or badly", async () => {
    const figures = async () => {
      const { figures, tasks_today, last_task, waiting_approvals, status } = await rig.call("agent.get", {
        domain: "adviser",
      });
      return { figures, tasks_today, last_task, waiting_approvals, status };
    };
    const before = await figures();
    const { tasks_last_day } = await rig.call("overview.get");
    for (const task of [
      { task: "adviser.everything", params },
      { task: "adviser.fail", params: { how: "refused" } },
    ]) {
      const { id } = await rig.call("task.dispatch", { ...task, is_dry_run: true });
      await rig.run(id);
    }
    expect(await figures()).toEqual(before);
    expect((await rig.call("overview.get")).tasks_last_day).toEqual(tasks_last_day);
    const listed = await rig.call("task.list", { domain: "adviser", limit: 10 });
    expect(listed.data.map((task: { is_dry_run: boolean }) => task.is_dry_run)).toEqual([true, true]);
  });
});
