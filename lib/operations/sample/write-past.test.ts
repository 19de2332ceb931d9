import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agents } from "#agents/index.ts";
import type { Caller } from "../define.ts";
import { type OperationsRig, openOperationsRig } from "../testing/operations-rig.ts";

let rig: OperationsRig;
let owner: Caller;

beforeAll(async () => {
  rig = await openOperationsRig({ agents });
  const stranger = rig.createStranger();
  const { id } = await rig.call("workspace.create-sample", {}, stranger);
  owner = { ...stranger, workspaceId: id };
});
afterAll(() => rig.close());

describe("The past of a sample workspace", () => {
  it("has decisions, tasks and kept messages of the last days, and nothing was sent", async () => {
    const { totals, days, range } = await rig.call("analytics.get", { days: 31 }, owner);
    expect(range.uncounted_days).toEqual([]);
    expect(totals.counts.tasks_succeeded).toBeGreaterThan(200);
    expect(totals.counts.tasks_failed).toBe(2);
    expect(totals.counts.kept).toBeGreaterThan(20);
    expect(totals.counts.delivered).toBe(0);
    expect(totals.approval.is_few).toBe(false);
    expect(days.at(-1).proposed).toBe(0);
  });

  it("leaves nothing waiting, so that whatever waits is real", async () => {
    expect((await rig.call("approval.list", { status: "pending" }, owner)).data).toEqual([]);
    expect((await rig.call("task.list", { status: "awaiting_approval" }, owner)).data).toEqual([]);
    expect(
      (await rig.call("overview.get", {}, owner)).agents.every(
        (agent: { tasks_today: number }) => agent.tasks_today === 0,
      ),
    ).toBe(true);
  });

  it("lies whole before the workspace itself, by which it is told from real work", async () => {
    const workspace = await rig.call("workspace.get", {}, owner);
    const { data } = await rig.call("task.list", { limit: 1 }, owner);
    expect(Date.parse(data[0].created_at)).toBeLessThan(Date.parse(workspace.created_at));
    const { rows } = await rig.kernel.database.asWorker(owner.workspaceId ?? "", session =>
      sql`select 1 from approvals where recipient !~ '@[a-z-]+[.]example[.](com|org|net)$'`.execute(session),
    );
    expect(rows).toEqual([]);
  });
});
