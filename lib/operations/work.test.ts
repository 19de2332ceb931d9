import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineAgent } from "#lib/kernel/define.ts";
import { createFixtureAgent } from "#lib/kernel/testing/fixture-agent.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
beforeAll(async () => {
  const swept = (domain: string) =>
    defineAgent({ ...createFixtureAgent(domain), sweep: { task: "echo", params: { text: "daily" } } });
  rig = await openOperationsRig({
    agents: [createFixtureAgent(), swept("early"), swept("late"), createFixtureAgent("adviser", "manual")],
  });
});
afterAll(() => rig.close());

/** A pending approval of a new task, as the inbox lists it. */
async function propose(
  to: string[] = ["ada@example.com"],
  domain = "echoer",
): Promise<{ id: string; digest: string }[]> {
  const { id } = await rig.call("task.dispatch", { task: `${domain}.write`, params: { to } });
  await rig.run(id);
  return (await rig.call("task.get", { id })).approvals;
}

async function readPages(name: string, input: object): Promise<{ id: string }[]> {
  const rows: { id: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await rig.call(name, { ...input, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

describe("Tasks", () => {
  it("go from dispatch to a whole story, and can be run again", async () => {
    const { id, status_path } = await rig.call("task.dispatch", {
      task: "echoer.write",
      params: { to: ["ada@example.com"] },
      priority: "urgent",
    });
    expect(status_path).toBe(`/tasks/${id}`);
    expect(await rig.call("task.get", { id })).toMatchObject({ status: "queued", priority: 10, name: "echoer.write" });
    await rig.run(id);
    expect(await rig.call("task.get", { id })).toMatchObject({
      status: "awaiting_approval",
      approvals: [{ recipient: "ada@example.com", status: "pending", preview: { format: "email" } }],
    });
    const again = await rig.call("task.rerun", { id });
    expect((await rig.call("task.get", { id })).children).toMatchObject([
      { id: again.id, params: { to: ["ada@example.com"] }, priority: 10 },
    ]);
    expect(await rig.call("task.cancel", { id })).toMatchObject({ status: "cancelled" });
    await expect(rig.call("task.cancel", { id })).rejects.toMatchObject({ code: "conflict" });
  });

  it("are all dispatched in bulk, or none", async () => {
    const tasks = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ task: "adviser.echo", params: { text: `n${n}` } }));
    expect((await rig.call("task.dispatch-many", { tasks: tasks(300) })).data).toHaveLength(300);
    const broken = [...tasks(2), { task: "adviser.echo", params: { text: 1 } }];
    await expect(rig.call("task.dispatch-many", { tasks: broken })).rejects.toMatchObject({
      details: { errors: [{ path: "tasks.2.params.text" }] },
    });
    await expect(rig.call("task.dispatch-many", { tasks: tasks(5_001) })).rejects.toMatchObject({ code: "invalid" });
    expect(await readPages("task.list", { domain: "adviser", limit: 77 })).toHaveLength(300);
  });

  it("are listed in pages that neither repeat nor skip, newest first, while new ones arrive", async () => {
    const first = await rig.call("task.list", { domain: "adviser", limit: 100 });
    await rig.call("task.dispatch", { task: "adviser.echo" });
    const rest = await readPages("task.list", { domain: "adviser", limit: 100, cursor: first.next_cursor });
    const ids = [...first.data, ...rest].map(row => row.id);
    expect(ids).toHaveLength(300);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
  });

  it("are filtered by status, trigger, correlation and time", async () => {
    const { id } = await rig.call("task.dispatch", { task: "echoer.echo" }, { ...rig.owner, via: "cli" });
    await rig.run(id);
    const has = async (filter: object) =>
      (await readPages("task.list", { limit: 200, ...filter })).some(row => row.id === id);
    expect(await has({ status: "completed" })).toBe(true);
    expect(await has({ status: "failed" })).toBe(false);
    expect(await has({ trigger: "cli" })).toBe(true);
    expect(await has({ trigger: "mcp" })).toBe(false);
    expect(await has({ correlation_id: id })).toBe(true);
    const { created_at } = await rig.call("task.get", { id });
    const at = new Date(created_at).getTime();
    expect(await has({ from: new Date(at - 5_000).toISOString(), to: new Date(at + 5_000).toISOString() })).toBe(true);
    expect(await has({ to: new Date(at - 60_000).toISOString() })).toBe(false);
  });

  it("refuse a cursor that is not theirs", async () => {
    for (const cursor of [
      "nonsense",
      Buffer.from('["x"]').toString("base64url"),
      Buffer.from("[1,2]").toString("base64url"),
    ]) {
      await expect(rig.call("task.list", { cursor })).rejects.toMatchObject({
        details: { errors: [{ path: "cursor" }] },
      });
    }
  });
});

describe("The sweep", () => {
  it("starts every agent with daily work, skips a paused one with the reason, and counts its progress", async () => {
    await rig.call("agent.pause", { domain: "late" });
    const sweep = await rig.call("sweep.run");
    expect(sweep).toMatchObject({
      total: 1,
      finished: 0,
      by_status: { queued: 1 },
      skipped: [{ domain: "late", reason: "paused" }],
    });
    const [task] = (await rig.call("task.list", { sweep_id: sweep.id })).data;
    await rig.run(task.id);
    expect(await rig.call("sweep.get", { id: sweep.id })).toMatchObject({ finished: 1, by_status: { completed: 1 } });
    expect((await rig.call("agent.resume", { domain: "late" })).status).not.toBe("paused");
    expect(await rig.call("sweep.run")).toMatchObject({ total: 2, skipped: [] });
    expect((await rig.call("sweep.list", { limit: 1 })).next_cursor).not.toBeNull();
  });
});

describe("Approvals", () => {
  it("are approved once, by the digest that was read, and become one delivery that can be recalled", async () => {
    const [seen] = await propose();
    await rig.call("workspace.update", { undo_window_seconds: 60 });
    const stale = { id: seen?.id, digest: "0".repeat(64) };
    await expect(rig.call("approval.approve", stale)).rejects.toMatchObject({ code: "conflict" });
    const approved = await rig.call("approval.approve", { id: seen?.id, digest: seen?.digest });
    await expect(rig.call("approval.approve", { id: seen?.id, digest: seen?.digest })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await rig.call("approval.get", { id: seen?.id })).toMatchObject({
      status: "approved",
      deliveries: [{ id: approved.delivery_id }],
    });
    expect(await rig.call("delivery.recall", { id: approved.delivery_id })).toMatchObject({ status: "recalled" });
    expect(await readPages("delivery.list", { status: "recalled" })).toMatchObject([{ id: approved.delivery_id }]);
    expect((await rig.call("delivery.get", { id: approved.delivery_id })).approval_id).toBe(seen?.id);
  });

  it("keep every edit as a revision with its own digest, and a rejection with its reason", async () => {
    const [seen] = await propose(["bea@example.com"]);
    const edited = await rig.call("approval.edit", {
      ...seen,
      payload: { subject: "Better", text: "Words" },
      recipient: "bea@example.org",
    });
    expect(edited).toMatchObject({
      revision: 2,
      author_kind: "person",
      recipient: "bea@example.org",
      preview: { subject: "Better" },
    });
    await expect(
      rig.call("approval.reject", { id: seen?.id, digest: seen?.digest, reason: "no" }),
    ).rejects.toMatchObject({ code: "conflict" });
    await rig.call("approval.reject", { id: edited.id, digest: edited.digest, reason: "Not now" });
    expect((await rig.call("approval.get", { id: edited.id })).feedback).toMatchObject([
      { kind: "edited", after: { subject: "Better" } },
      { kind: "rejected", reason: "Not now" },
    ]);
    expect((await rig.call("agent.get", { domain: "echoer" })).figures.approvals).toMatchObject({ rejected: 1 });
  });

  it("decided together have each their own outcome", async () => {
    const seen = await propose(["a@example.com", "b@example.com", "c@example.com"]);
    const decisions = seen.map(({ id, digest }, index) => ({ id, digest: index === 1 ? "f".repeat(64) : digest }));
    const { data } = await rig.call("approval.approve-many", { decisions });
    expect(data).toMatchObject([
      { id: seen[0]?.id, is_approved: true, error: null },
      { id: seen[1]?.id, is_approved: false, error: { code: "conflict" } },
      { id: seen[2]?.id, is_approved: true, error: null },
    ]);
    const statuses = await Promise.all(seen.map(async ({ id }) => (await rig.call("approval.get", { id })).status));
    expect(statuses).toEqual(["approved", "pending", "approved"]);
  });

  it("are listed by expiry or value in pages, without those put aside", async () => {
    const seen = await propose(["k1@example.com", "k2@example.com", "k3@example.com"]);
    const until = new Date(rig.kernel.clock.now().getTime() + 3_600_000).toISOString();
    await rig.call("approval.snooze", { id: seen[0]?.id, until });
    for (const order of ["expiry", "value", "newest"]) {
      const all = (await readPages("approval.list", { status: "pending", order, limit: 1 })).map(row => row.id);
      expect(new Set(all).size).toBe(all.length);
      expect(all).not.toContain(seen[0]?.id);
      expect(all).toEqual(expect.arrayContaining([seen[1]?.id, seen[2]?.id]));
    }
    const withSnoozed = await readPages("approval.list", { status: "pending", include_snoozed: "true" });
    expect(withSnoozed.map(row => row.id)).toContain(seen[0]?.id);
    await expect(rig.call("approval.list", { order: "value" })).rejects.toMatchObject({
      details: { errors: [{ path: "order" }] },
    });
  });

  it("stay decidable when the workspace's policy changes: what was read gets a new digest at once", async () => {
    const [seen] = await propose(["policy@example.com"]);
    const { policy_version } = await rig.call("workspace.get");
    expect(await rig.call("workspace.update", { daily_effect_cap: 7 })).toMatchObject({
      policy_version: policy_version + 1,
    });
    const now = await rig.call("approval.get", { id: seen?.id });
    expect(now.digest).not.toBe(seen?.digest);
    await expect(rig.call("approval.approve", { id: seen?.id, digest: now.digest })).resolves.toMatchObject({
      id: seen?.id,
    });
  });

  it("of an agent that only suggests are carried out by a person and marked done", async () => {
    const [seen] = await propose(["by-hand@example.com"], "adviser");
    await expect(rig.call("approval.approve", { id: seen?.id, digest: seen?.digest })).rejects.toMatchObject({
      code: expect.any(String),
    });
    expect(await rig.call("approval.complete", { id: seen?.id, digest: seen?.digest })).toMatchObject({
      status: "done",
      mode: "suggestion",
    });
  });
});

describe("Agents", () => {
  it("describe their tasks and settings as schemas, and what serves their capabilities", async () => {
    const agent = await rig.call("agent.get", { domain: "echoer" });
    expect(agent.tasks[0]).toMatchObject({
      name: "echoer.echo",
      params: { type: "object", properties: { text: { default: "hi" } } },
    });
    expect(agent).toMatchObject({
      settings: { greeting: "Hello" },
      capabilities: [{ capability: "email" }],
      settings_schema: { type: "object" },
    });
    await expect(rig.call("agent.get", { domain: "echoed" })).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining("echoer"),
    });
  });

  it("take settings that their schema takes, and raise the policy's version with their autonomy", async () => {
    const before = (await rig.call("workspace.get")).policy_version;
    await expect(rig.call("agent.update", { domain: "early", settings: { greting: "Hi" } })).rejects.toMatchObject({
      code: "invalid",
    });
    expect(
      await rig.call("agent.update", { domain: "early", settings: { greeting: "Hi" }, daily_budget_micros: 5 }),
    ).toMatchObject({
      settings: { greeting: "Hi" },
      daily_budget_micros: 5,
    });
    expect((await rig.call("workspace.get")).policy_version).toBe(before);
    expect(await rig.call("agent.update", { domain: "early", autonomy: "manual" })).toMatchObject({
      autonomy: "manual",
    });
    expect((await rig.call("workspace.get")).policy_version).toBe(before + 1);
  });
});

describe("The overview, the status and the log", () => {
  it("say what waits, what ran and what happened", async () => {
    await propose(["overview@example.com"]);
    const overview = await rig.call("overview.get");
    expect(overview.waiting_approvals).toBeGreaterThan(0);
    expect(overview.tasks_last_day).toMatchObject({ is_capped: false, by_status: { completed: expect.any(Number) } });
    expect(overview.agents.find((agent: { domain: string }) => agent.domain === "echoer")).toMatchObject({
      status: "waiting_approval",
    });
    expect(overview.activity.length).toBe(20);
    expect((await rig.call("status.get")).tasks).toHaveLength(20);
    await expect(rig.call("activity.list", { entity_id: "x" })).rejects.toMatchObject({ code: "invalid" });
    expect((await rig.call("connector.list")).data[0].serves).toEqual(["email"]);
  });
});
