import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createId } from "#lib/core/ids.ts";
import { type AgentDefinition, defineAgent, defineTask } from "#lib/kernel/define.ts";
import { keepUp } from "#lib/kernel/upkeep.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

const settings = z.object({});

const ask = defineTask({
  name: "ask",
  title: "Ask",
  purpose: "Asks the people, or tells them.",
  settings,
  params: z.object({
    about: z.string().default("Ada").describe("Whom"),
    topic: z.string().default("contact.research").describe("What about"),
    minutes: z.number().default(60).describe("Until when"),
    isQuestion: z.boolean().default(true).describe("Whether it waits for an answer"),
  }),
  result: z.object({}),
  async run(ctx, { about, topic, minutes, isQuestion }) {
    ctx.send({
      type: isQuestion ? "request" : "notification",
      topic,
      to: "research",
      body: `Tell me about ${about}`,
      payload: { about },
      requiresResponse: isQuestion,
      deadlineAt: isQuestion ? new Date(ctx.clock.now().getTime() + minutes * 60_000) : undefined,
    });
    return {};
  },
});

const keep = defineTask({
  name: "keep",
  title: "Keep an answer",
  purpose: "Keeps an answer.",
  settings,
  params: z.object({
    request: z.looseObject({ about: z.string() }).describe("Request"),
    answer: z.string().describe("Answer"),
  }),
  result: z.object({ kept: z.string() }),
  takesAnswersTo: ["contact.research"],
  run: async (_ctx, { request, answer }) => ({ kept: `${request.about}: ${answer}` }),
});

const curious: AgentDefinition = defineAgent({
  domain: "curious",
  name: "Curious",
  pack: "thinking",
  purpose: "Asks.",
  autonomy: "autopilot",
  settings,
  capabilities: [],
  tables: [],
  tasks: [ask, keep],
  limits: { concurrency: 5, retries: 2 },
});

let rig: OperationsRig;
beforeAll(async () => {
  rig = await openOperationsRig({ agents: [curious] });
});
afterAll(() => rig.close());

async function startThread(params: object = {}): Promise<{ id: string; messageId: string }> {
  const { id } = await rig.call("task.dispatch", { task: "curious.ask", params });
  await rig.run(id);
  const { messages } = await rig.call("task.get", { id });
  return { id: messages[0].correlation_id, messageId: messages[0].id };
}

const listIds = async (filter: object, caller = rig.owner): Promise<string[]> =>
  (await rig.call("thread.list", filter, caller)).data.map((row: { id: string }) => row.id);

describe("A message that waits for a person", () => {
  it("is answered once, and the agent that asked takes the answer up", async () => {
    const { id, messageId } = await startThread();
    expect(await listIds({ is_waiting: true })).toContain(id);
    const thread = await rig.call("thread.get", { id });
    expect(thread).toMatchObject({ open_count: 1, takers: { [messageId]: "Keeps an answer." } });

    const answer = await rig.call("message.answer", { id: messageId, answer: "She is at sea" });
    expect(answer).toMatchObject({
      type: "response",
      from_person: rig.owner.userId,
      to_domain: "curious",
      answers: messageId,
    });
    await rig.run(answer.handled_by_task_id);
    const kept = await rig.call("task.get", { id: answer.handled_by_task_id });
    expect(kept).toMatchObject({ status: "completed", trigger: "message", result: { kept: "Ada: She is at sea" } });

    expect(await listIds({ is_waiting: true })).not.toContain(id);
    const after = await rig.call("thread.get", { id });
    expect(after).toMatchObject({ open_count: 0, message_count: 2 });
    expect(after.messages).toMatchObject([{ id: messageId, answered_at: expect.any(String) }, { type: "response" }]);
    expect(after.tasks).toMatchObject([{ title: "Keep an answer" }, { title: "Ask" }]);
  });

  it("by two people at once has one answer, and the other is told whose", async () => {
    const { messageId } = await startThread();
    const member = await rig.addPerson("member");
    const answers = await Promise.allSettled([
      rig.call("message.answer", { id: messageId, answer: "one" }),
      rig.call("message.answer", { id: messageId, answer: "two" }, member),
    ]);
    expect(answers.map(answer => answer.status).sort()).toEqual(["fulfilled", "rejected"]);
    const first = answers[0]?.status === "fulfilled" ? rig.owner : member;
    const refused = answers.find(answer => answer.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "conflict", details: { facts: { answered_by: first.userId } } });
  });

  it("is kept without a task where no task takes such answers, and waits with a paused agent", async () => {
    const plain = await startThread({ topic: "weather.ask" });
    const answer = await rig.call("message.answer", { id: plain.messageId, answer: "Rain" });
    expect(answer).toMatchObject({ handled_by_task_id: null, to_domain: "curious" });

    const { messageId } = await startThread();
    await rig.call("agent.pause", { domain: "curious" });
    const waiting = await rig.call("message.answer", { id: messageId, answer: "Later" });
    expect(await rig.call("task.get", { id: waiting.handled_by_task_id })).toMatchObject({ status: "queued" });
    await rig.call("agent.resume", { domain: "curious" });
  });

  it("stays answerable after its deadline, and says that it is overdue", async () => {
    const { id, messageId } = await startThread({ minutes: 1 });
    rig.advance(2 * 60_000);
    await keepUp(rig.kernel);
    const { messages } = await rig.call("thread.get", { id });
    expect(messages).toMatchObject([
      { id: messageId, answered_at: null, overdue_at: expect.any(String) },
      { type: "escalation", answers: messageId, body: expect.stringContaining("Nobody answered in time") },
    ]);
    expect((await keepUp(rig.kernel)).escalated).toBe(0);
    expect(await rig.call("message.answer", { id: messageId, answer: "At last" })).toMatchObject({ type: "response" });
  });

  it("is not answered by a viewer, and what asks for nothing by nobody", async () => {
    const { messageId } = await startThread();
    const viewer = await rig.addPerson("viewer");
    const input = { id: messageId, answer: "no" };
    await expect(rig.call("message.answer", input, viewer)).rejects.toMatchObject({ code: "forbidden" });
    const told = await startThread({ isQuestion: false });
    await expect(rig.call("message.answer", { id: told.messageId, answer: "no" })).rejects.toMatchObject({
      code: "illegal-transition",
    });
    await expect(rig.call("message.answer", { id: createId(), answer: "no" })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(rig.call("message.answer", { id: messageId, answer: "  " })).rejects.toMatchObject({
      details: { errors: [{ path: "answer" }] },
    });
  });
});

describe("Conversations", () => {
  it("are unread for each member until that member has read them, and may be made unread again", async () => {
    const member = await rig.addPerson("member");
    const { id, messageId } = await startThread();
    expect(await listIds({ is_unread: true }, member)).toEqual([id]);
    await rig.call("thread.read", { id }, member);
    expect(await listIds({ is_unread: true }, member)).toEqual([]);
    expect(await listIds({ is_unread: true })).toContain(id);
    expect((await rig.call("message.get", { id: messageId })).read_at).toEqual(expect.any(String));
    expect(await rig.call("thread.unread", { id }, member)).toMatchObject({ unread_count: 1 });
    expect(await listIds({ is_unread: true }, member)).toEqual([id]);
  });

  it("are marked as read by a viewer too, for themselves alone", async () => {
    const viewer = await rig.addPerson("viewer");
    const { id, messageId } = await startThread();
    await rig.call("thread.read", { id }, viewer);
    expect(await listIds({ is_unread: true }, viewer)).toEqual([]);
    expect((await rig.call("message.get", { id: messageId })).read_at).toBeNull();
  });

  it("are narrowed by agent, type and what waits together, newest first, page by page", async () => {
    const told = await startThread({ isQuestion: false });
    const asked = await startThread();
    expect(await listIds({ domain: "curious", type: "notification" })).toContain(told.id);
    expect(await listIds({ domain: "curious", type: "notification" })).not.toContain(asked.id);
    expect((await listIds({ domain: "curious", type: "request", is_waiting: true }))[0]).toBe(asked.id);
    expect(await listIds({ domain: "nobody" })).toEqual([]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await rig.call("thread.list", { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.data.map((row: { id: string }) => row.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.slice(0, 2)).toEqual([asked.id, told.id]);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("are nobody's business outside the workspace", async () => {
    const { id } = await startThread();
    const elsewhere = { ...rig.createStranger(), workspaceId: rig.workspaceId };
    await expect(rig.call("thread.get", { id }, elsewhere)).rejects.toMatchObject({ code: "not-found" });
    await expect(rig.call("thread.get", { id: createId() })).rejects.toMatchObject({ code: "not-found" });
  });
});
