import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { type AgentDefinition, defineAgent, defineTask } from "#lib/kernel/define.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

const settings = z.object({});
const author = { kind: "template", name: "fixture" } as const;

/** Writes a letter and proposes it; asked for changes it writes the request under it, and refuses when told to. */
const write = defineTask({
  name: "write",
  title: "Write a letter",
  purpose: "Writes a letter.",
  settings,
  params: z.object({ to: z.string().default("ada@example.com").describe("Who"), proposes: z.boolean().default(false) }),
  result: z.object({ id: z.string() }),
  effects: ["email.send"],
  revises: {
    kind: "draft",
    wishes: ["Make it shorter."],
    paramsOf: ({ to }) => (typeof to === "string" ? { to, proposes: true } : null),
  },
  async run(ctx, { to, proposes }) {
    if (ctx.revision?.feedback === "refuse") throw new AppError("unproductive", "no other words");
    const earlier = String(ctx.revision?.content.text ?? "");
    const text = ctx.revision === null ? `Dear ${to}` : `${earlier}\n${ctx.revision.feedback}`;
    const id = ctx.output({
      kind: "draft",
      title: `Letter to ${to}`,
      content: { format: "email", to, subject: "A letter", text },
      author,
      isUntrusted: to.startsWith("stranger"),
    });
    if (proposes) {
      ctx.propose({
        effect: "email.send",
        recipient: to,
        payload: { subject: "A letter", text },
        why: "The test asked for it.",
        sources: [],
        author,
        outputId: id,
      });
    }
    return { id };
  },
});

const report = defineTask({
  name: "report",
  title: "Report",
  purpose: "Writes a report of its day.",
  settings,
  params: z.object({ text: z.string().describe("Text"), isDerived: z.boolean().default(false) }),
  result: z.object({ id: z.string() }),
  async run(ctx, { text, isDerived }) {
    const content = { format: "markdown", text, ...(isDerived ? { text_of: "script" } : {}) };
    return { id: ctx.output({ kind: "report", title: `Report ${text}`, content, author, about: "the day" }) };
  },
});

const writer: AgentDefinition = defineAgent({
  domain: "writer",
  name: "Writer",
  pack: "thinking",
  purpose: "Writes.",
  autonomy: "copilot",
  settings,
  capabilities: ["email"],
  tables: [],
  tasks: [write, report],
  limits: { concurrency: 5, retries: 2 },
});

let rig: OperationsRig;
beforeAll(async () => {
  rig = await openOperationsRig({ agents: [writer] });
});
afterAll(() => rig.close());

async function make(task: string, params: object): Promise<string> {
  const { id } = await rig.call("task.dispatch", { task: `writer.${task}`, params });
  await rig.run(id);
  return (await rig.call("task.get", { id })).result.id;
}

const get = (id: string) => rig.call("output.get", { id });
const readMemory = (id: string) =>
  rig.asPerson(session =>
    session.selectFrom("memories").select(["namespace", "value", "expires_at"]).where("key", "=", id).execute(),
  );

describe("Accepting an output", () => {
  it("makes it memory, says who, and is taken back whole", async () => {
    const id = await make("write", {});
    const accepted = await rig.call("output.accept", { id, revision: 1 });
    expect(accepted).toMatchObject({ status: "accepted", decided_by: rig.owner.userId });
    expect(await readMemory(id)).toMatchObject([
      {
        namespace: "outputs/draft",
        expires_at: null,
        value: { agent: "writer", content: { text: "Dear ada@example.com" } },
      },
    ]);
    const { data } = await rig.call("activity.list", { entity: "output" });
    expect(data[0]).toMatchObject({ verb: "output.accepted", entity_id: id });

    expect(await rig.call("output.reopen", { id, revision: 1 })).toMatchObject({ status: "open", decided_by: null });
    const [forgotten] = await readMemory(id);
    expect(forgotten?.expires_at).not.toBeNull();
    await rig.call("output.accept", { id, revision: 1 });
    expect(await readMemory(id)).toMatchObject([{ expires_at: null }]);
  });

  it("by two people at once counts once, and the second is told by whom", async () => {
    const id = await make("write", {});
    const member = await rig.addPerson("member");
    const answers = await Promise.allSettled([
      rig.call("output.accept", { id, revision: 1 }),
      rig.call("output.request-changes", { id, revision: 1, feedback: "refuse" }, member),
    ]);
    expect(answers.map(answer => answer.status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = answers.find(answer => answer.status === "rejected");
    const first = answers[0]?.status === "fulfilled" ? rig.owner : member;
    expect(refused?.reason).toMatchObject({ code: "conflict", details: { facts: { decided_by: first.userId } } });
  });

  it("of an older revision than the newest is refused with who wrote that", async () => {
    const id = await make("write", {});
    await rig.call("output.revise", { id, revision: 1, text: "Mine" });
    await expect(rig.call("output.accept", { id, revision: 1 })).rejects.toMatchObject({
      code: "conflict",
      details: { facts: { revision: 2, author_kind: "person", author: rig.owner.userId } },
    });
  });
});

describe("Asking for changes", () => {
  it("lets the agent write the next revision, which proposes anew and no longer the old words", async () => {
    const id = await make("write", { proposes: true });
    const [old] = (await get(id)).approvals;
    const asked = await rig.call("output.request-changes", { id, revision: 1, feedback: "Make it shorter." });
    expect(asked).toMatchObject({
      status: "changes_requested",
      is_revisable: true,
      wishes: ["Make it shorter."],
      requests: [{ revision: 1, feedback: "Make it shorter.", task_status: "queued" }],
    });
    expect(await rig.call("approval.get", { id: old.id })).toMatchObject({
      status: "rejected",
      decision_reason: "Make it shorter.",
    });
    await rig.run(asked.requests[0].task_id);
    const next = await get(id);
    expect(next).toMatchObject({ status: "open", revision: 2, decided_by: null });
    expect(next.revisions).toMatchObject([
      { revision: 2, feedback: "Make it shorter.", content: { text: "Dear ada@example.com\nMake it shorter." } },
      { revision: 1, feedback: null },
    ]);
    expect(next.approvals).toMatchObject([{ status: "pending" }, { status: "rejected" }]);
    const approval = await rig.call("approval.get", { id: next.approvals[0].id });
    expect(approval.payload.text).toBe("Dear ada@example.com\nMake it shorter.");
  });

  it("twice while the next revision is being written is refused; after that failed it may be asked again", async () => {
    const id = await make("write", {});
    const asked = await rig.call("output.request-changes", { id, revision: 1, feedback: "refuse" });
    const again = { id, revision: 1, feedback: "Make it shorter." };
    await expect(rig.call("output.request-changes", again)).rejects.toMatchObject({ code: "conflict" });
    await rig.run(asked.requests[0].task_id);
    expect((await get(id)).requests[0].task_status).toBe("failed");
    const retried = await rig.call("output.request-changes", again);
    await rig.run(retried.requests[0].task_id);
    expect(await get(id)).toMatchObject({ revision: 2, status: "open" });
  });

  it("is overtaken by a person's own edit: what the agent then writes is left out", async () => {
    const id = await make("write", {});
    const asked = await rig.call("output.request-changes", { id, revision: 1, feedback: "Make it shorter." });
    await rig.call("output.revise", { id, revision: 1, text: "By hand" });
    await rig.run(asked.requests[0].task_id);
    const after = await get(id);
    expect(after).toMatchObject({
      revision: 2,
      status: "open",
      latest: { author_kind: "person", content: { text: "By hand" } },
    });
    expect(after.revisions[0].feedback).toBe("Make it shorter.");
    expect(after.requests[0].task_status).toBe("failed");
  });

  it("of what no agent writes anew leaves it to a person, and an untrusted text stays marked", async () => {
    const id = await make("report", { text: "Monday" });
    const asked = await rig.call("output.request-changes", { id, revision: 1, feedback: "Say more" });
    expect(asked).toMatchObject({ is_revisable: false, is_editable: true, requests: [{ task_id: null }] });
    const stranger = await make("write", { to: "stranger@example.com" });
    const edited = await rig.call("output.revise", { id: stranger, revision: 1, text: "Mine" });
    expect(edited.latest).toMatchObject({ author_kind: "person", is_untrusted: true });
  });

  it("waits with a paused agent instead of being lost", async () => {
    const id = await make("write", {});
    await rig.call("agent.pause", { domain: "writer" });
    const asked = await rig.call("output.request-changes", { id, revision: 1, feedback: "Make it shorter." });
    expect(asked.requests[0].task_status).toBe("queued");
    await rig.call("agent.resume", { domain: "writer" });
    await rig.run(asked.requests[0].task_id);
    expect(await get(id)).toMatchObject({ revision: 2 });
  });
});

describe("Editing by hand", () => {
  it("changes what waits for a decision with it, to a new digest", async () => {
    const id = await make("write", { proposes: true });
    const [before] = (await get(id)).approvals;
    const { digest } = await rig.call("approval.get", { id: before.id });
    await rig.call("output.revise", { id, revision: 1, text: "Dear Ada", subject: "Another" });
    const approval = await rig.call("approval.get", { id: before.id });
    expect(approval).toMatchObject({
      status: "pending",
      payload: { subject: "Another", text: "Dear Ada" },
      revision: 2,
    });
    expect(approval.digest).not.toBe(digest);
  });

  it("of what has left is refused", async () => {
    const id = await make("write", { proposes: true });
    const [{ id: approvalId }] = (await get(id)).approvals;
    const { digest } = await rig.call("approval.get", { id: approvalId });
    await rig.call("approval.approve", { id: approvalId, digest });
    await expect(rig.call("output.revise", { id, revision: 1, text: "Too late" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("what has left"),
    });
    expect(await get(id)).toMatchObject({ revision: 1, status: "open" });
  });

  it("names the field when nothing was changed, there is no subject, or the text is written out of something else", async () => {
    const id = await make("report", { text: "Tuesday" });
    const revise = (input: object) => rig.call("output.revise", { id, revision: 1, ...input });
    await expect(revise({ text: "Tuesday" })).rejects.toMatchObject({ details: { errors: [{ path: "text" }] } });
    await expect(revise({ text: "T", subject: "S" })).rejects.toMatchObject({
      details: { errors: [{ path: "subject" }] },
    });
    const derived = await make("report", { text: "Scene", isDerived: true });
    await expect(rig.call("output.revise", { id: derived, revision: 1, text: "x" })).rejects.toMatchObject({
      details: { errors: [{ path: "text" }] },
    });
  });
});

describe("The list of outputs", () => {
  it("is narrowed by agent, kind, state and words, and pages without repeating a row", async () => {
    const first = await make("report", { text: "Wednesday" });
    const second = await make("report", { text: "Thursday" });
    const reports = await rig.call("output.list", { kind: "report", domain: "writer" });
    expect(reports.data[0]).toMatchObject({ id: second, status: "open" });
    expect(await get(first)).toMatchObject({ status: "superseded" });
    expect((await rig.call("output.list", { search: "wednes" })).data).toMatchObject([{ id: first }]);
    const superseded = (await rig.call("output.list", { status: "superseded" })).data;
    expect(superseded.map((row: { id: string }) => row.id)).toContain(first);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await rig.call("output.list", { limit: 3, ...(cursor ? { cursor } : {}) });
      seen.push(...page.data.map((row: { id: string }) => row.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it("leaves an accepted one where it is when a later one about the same comes", async () => {
    const id = await make("report", { text: "Friday" });
    await rig.call("output.accept", { id, revision: 1 });
    await make("report", { text: "Saturday" });
    expect(await get(id)).toMatchObject({ status: "accepted" });
  });

  it("is read by a viewer, who decides nothing, and is unknown to anybody else", async () => {
    const id = await make("write", {});
    const viewer = await rig.addPerson("viewer");
    expect(await rig.call("output.get", { id }, viewer)).toMatchObject({ id });
    for (const [name, more] of [
      ["output.accept", {}],
      ["output.reopen", {}],
      ["output.request-changes", { feedback: "x" }],
      ["output.revise", { text: "x" }],
    ] as const) {
      await expect(rig.call(name, { id, revision: 1, ...more }, viewer)).rejects.toMatchObject({ code: "forbidden" });
    }
    const elsewhere = { ...rig.createStranger(), workspaceId: rig.workspaceId };
    await expect(rig.call("output.get", { id }, elsewhere)).rejects.toMatchObject({ code: "not-found" });
  });
});
