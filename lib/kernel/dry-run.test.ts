import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelTask } from "./cancel.ts";
import type { TaskPreview } from "./preview.ts";
import { InjectedCrash, type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";
import { listChanged, readContent } from "./testing/workspace-content.ts";

/** Where a dry run itself is kept: its row, its trace, what is told of it, and what its model calls cost. */
const own = ["activity", "decisions", "model_calls", "outbox", "spend_days", "task_steps", "tasks"];

let rig: KernelRig;
let contactId: string;
beforeAll(async () => {
  rig = await openKernelRig();
  contactId = await rig.addContact("ada@example.com");
  await rig.addContact("out@example.com", { email_consent: "denied" });
});
afterAll(() => rig.close());

const readTask = (id: string) =>
  rig.asPerson(session => session.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
const tryTask = async (task: string, params: object, agent = "echoer") => {
  const id = await rig.dispatch({ task: `${agent}.${task}`, params, isDryRun: true });
  const outcome = await rig.run(id);
  const row = await readTask(id);
  return { id, outcome, row, preview: row.preview as TaskPreview };
};
const countTasks = async () =>
  Number(
    (
      await rig.asPerson(session =>
        session
          .selectFrom("tasks")
          .select(({ fn }) => fn.countAll<number>().as("n"))
          .executeTakeFirstOrThrow(),
      )
    ).n,
  );

describe("A dry run", () => {
  it("tells the proposal with its text, the outputs, messages, later tasks and rows, and completes", async () => {
    const { row, preview, id } = await tryTask("everything", { contacts: ["New one", "Another"], score: 7 });
    expect(row).toMatchObject({ status: "completed", is_dry_run: true, result: { proposed: 1 }, error: null });
    expect(preview).toMatchObject({
      status: "awaiting_approval",
      proposals: {
        total: 1,
        items: [
          {
            verdict: "ask",
            reasons: ["the agent asks before it acts"],
            effect_kind: "email.send",
            recipient: "ada@example.com",
            contact_id: contactId,
            payload: { subject: "Everything", text: "Line 0 to ada@example.com" },
            preview: { format: "email", to: "ada@example.com" },
            release_at: null,
          },
        ],
      },
      outputs: {
        total: 1,
        items: [{ kind: "report", content: { text: "Text 0" }, files: [{ name: "file.txt", byte_count: 7 }] }],
      },
      messages: { total: 1, items: [{ to_domain: "echoer", body: "Look", starts: "echoer.ask" }] },
      follow_ups: { total: 1, items: [{ task: "echoer.echo" }] },
    });
    expect(preview.rows).toEqual([
      // Two are added, and all four then get a score.
      { table: "contacts", inserted: 2, updated: 4, deleted: 0 },
      { table: "memories", inserted: 1, updated: 0, deleted: 0 },
    ]);
    expect(Date.parse(preview.proposals.items[0]?.expires_at ?? "")).toBeGreaterThan(Date.now());
    const trace = await rig.asPerson(session =>
      session.selectFrom("decisions").select("reasoning").where("task_id", "=", id).execute(),
    );
    expect(trace).toEqual([{ reasoning: "Stage one of each." }]);
    const told = await rig.asPerson(session =>
      session.selectFrom("activity").select("verb").where("task_id", "=", id).orderBy("id").execute(),
    );
    expect(told.map(({ verb }) => verb)).toEqual(["task.queued", "task.previewed"]);
  });

  it("changes nothing at all, whatever the run stages, and hands no event to the executor", async () => {
    const anything = fc.record({
      to: fc.subarray(["ada@example.com", "out@example.com", "nobody@example.com", "not an address"]),
      outputs: fc.nat({ max: 3 }),
      messages: fc.nat({ max: 3 }),
      later: fc.nat({ max: 3 }),
      memories: fc.nat({ max: 2 }),
      contacts: fc.array(fc.string({ minLength: 1, maxLength: 5 }).filter(isStorable), { maxLength: 3 }),
      score: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      breaks: fc.boolean(),
      agent: fc.constantFrom("echoer", "pilot", "adviser"),
    });
    await fc.assert(
      fc.asyncProperty(anything, async ({ agent, ...params }) => {
        const before = await readContent(rig.adminUrl);
        const tasks = await countTasks();
        const events = rig.events.length;
        const { id, row } = await tryTask("everything", params, agent);
        expect(["completed", "failed"]).toContain(row.status);
        expect(row.preview === null).toBe(row.status === "failed");
        await rig.kernel.settle();
        const changed = listChanged(before, await readContent(rig.adminUrl));
        expect(changed.filter(table => !own.includes(table))).toEqual([]);
        expect(await countTasks()).toBe(tasks + 1);
        expect(rig.events.slice(events).map(event => event.id)).toEqual([id]);
        expect(rig.vendor.calls).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 180_000);

  it("would send by policy on autopilot, and says when it would leave", async () => {
    const { preview } = await tryTask("everything", {}, "pilot");
    expect(preview.proposals.items[0]).toMatchObject({ verdict: "execute", account: rig.vendor.account });
    expect(preview.proposals.items[0]?.release_at).not.toBeNull();
  });

  it("is left to a person's hands where the agent only suggests", async () => {
    const { preview } = await tryTask("everything", {}, "adviser");
    expect(preview.proposals.items[0]).toMatchObject({ verdict: "suggest", reasons: ["the agent only suggests"] });
  });

  it("tells what the governor would refuse, with its reason, beside what it would let pass", async () => {
    const { preview, row, id } = await tryTask("everything", { to: ["out@example.com", "ada@example.com"] });
    expect(row.status).toBe("completed");
    expect(preview.status).toBe("awaiting_approval");
    expect(preview.proposals.items).toMatchObject([
      {
        verdict: "refuse",
        recipient: "out@example.com",
        reasons: ["this person asked not to be written to"],
        payload: { text: "Line 0 to out@example.com" },
        account: null,
      },
      { verdict: "ask", recipient: "ada@example.com" },
    ]);
    const trace = await rig.asPerson(session =>
      session.selectFrom("decisions").select("reasoning").where("task_id", "=", id).orderBy("seq").execute(),
    );
    expect(trace.at(-1)?.reasoning).toContain("Nothing may be sent to out@example.com");
  });

  it("counts what one dry run proposes against the caps of that run alone", async () => {
    await rig.asPerson(session => session.updateTable("workspaces").set({ touches_per_week: 1 }).execute());
    const twice = { to: ["ada@example.com", "ada@example.com"] };
    for (const _ of [1, 2]) {
      const { preview } = await tryTask("everything", twice, "pilot");
      expect(preview.proposals.items.map(({ verdict }) => verdict)).toEqual(["execute", "refuse"]);
    }
    await rig.asPerson(session => session.updateTable("workspaces").set({ touches_per_week: 3 }).execute());
  });

  it("keeps fifty of what is more and tells how much there is", async () => {
    const to = Array.from({ length: 60 }, (_, index) => `person${index}@example.com`);
    const { preview } = await tryTask("everything", { to });
    expect(preview.proposals.total).toBe(60);
    expect(preview.proposals.items).toHaveLength(50);
  });

  it("of a task that stages nothing has a preview that says so", async () => {
    const { preview, row } = await tryTask("echo", { text: "quiet" });
    expect(row.result).toEqual({ text: "quiet" });
    expect(preview).toMatchObject({ status: "completed", proposals: { total: 0, items: [] }, rows: [] });
  });
});

describe("A dry run that goes wrong", () => {
  it.each([
    ["fail", { how: "refused" }, "invalid"],
    ["fail", { how: "bug" }, "internal"],
    ["fail", { how: "wrong-result" }, "unproductive"],
    ["fail", { how: "nothing-made" }, "unproductive"],
    ["everything", { breaks: true, contacts: ["Not kept"] }, "conflict"],
    ["everything", { to: ["not an address"] }, "invalid"],
    ["meddle", {}, "internal"],
  ])(
    "fails as a real one would, without a preview and without a trace in the data: %s %j",
    async (task, params, code) => {
      const before = await readContent(rig.adminUrl);
      const { row } = await tryTask(task, params);
      expect(row).toMatchObject({ status: "failed", preview: null, error: { code } });
      const changed = listChanged(before, await readContent(rig.adminUrl));
      expect(changed.filter(table => !own.includes(table))).toEqual([]);
    },
  );

  it.each(["before-finish", "after-rehearsal"] as const)(
    "that dies at %s has left nothing, and its next attempt ends it",
    async point => {
      const before = await readContent(rig.adminUrl);
      const id = await rig.dispatch({ task: "pilot.everything", params: { score: 9 }, isDryRun: true });
      rig.crashAt(point);
      await expect(rig.run(id, false)).rejects.toMatchObject({ cause: expect.any(InjectedCrash) });
      const left = listChanged(before, await readContent(rig.adminUrl));
      expect(left.filter(table => !own.includes(table))).toEqual([]);
      expect(await readTask(id)).toMatchObject({ status: "running", preview: null });
      expect(await rig.run(id)).toMatchObject({ status: "completed" });
      expect((await readTask(id)).preview).toMatchObject({ proposals: { total: 1 } });
      const changed = listChanged(before, await readContent(rig.adminUrl));
      expect(changed.filter(table => !own.includes(table))).toEqual([]);
    },
  );

  it("can be cancelled before it starts and while it works, and then tells nothing", async () => {
    const queued = await rig.dispatch({ task: "echoer.everything", params: {}, isDryRun: true });
    await rig.asPerson(session => cancelTask(rig.kernel, session, rig.scope, queued));
    expect(await rig.run(queued)).toMatchObject({ status: "skipped" });
    const begun = await rig.dispatch({ task: "echoer.everything", params: {}, isDryRun: true });
    rig.crashAt("after-rehearsal");
    await expect(rig.run(begun, false)).rejects.toMatchObject({ cause: expect.any(InjectedCrash) });
    await rig.asPerson(session => cancelTask(rig.kernel, session, rig.scope, begun));
    expect(await rig.run(begun)).toMatchObject({ status: "skipped" });
    expect(await readTask(begun)).toMatchObject({ status: "cancelled", preview: null });
  });

  it("is refused at dispatch for a task that has none, with the reason", async () => {
    await expect(rig.dispatch({ task: "echoer.only-real", params: {}, isDryRun: true })).rejects.toMatchObject({
      code: "invalid",
      details: { errors: [{ path: "is_dry_run", message: "there is no dry run of it: the fixture says so" }] },
    });
  });

  it("cannot be made to propose anything by a mistake of the code: the database refuses the commit", async () => {
    const { id } = await tryTask("echo", {});
    const proposal = {
      id,
      workspace_id: rig.workspaceId,
      task_id: id,
      domain: "echoer",
      task: "echo",
      effect_kind: "email.send",
      account: "none",
      recipient: "ada@example.com",
      payload: "{}",
      digest: "0".repeat(64),
      policy_version: 1,
      preview: "{}",
      why: "",
      author_kind: "engine",
      expires_at: new Date(),
    } as const;
    await expect(rig.asWorker(session => session.insertInto("approvals").values(proposal).execute())).rejects.toThrow(
      "a dry run proposes nothing",
    );
  });
});

function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed() && text.trim() !== "";
}
