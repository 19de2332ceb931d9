import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, planAsks } from "./chat/ask.ts";
import { type ChatRig, openChatRig } from "./testing/chat-rig.ts";

let rig: ChatRig;

beforeAll(async () => {
  rig = await openChatRig();
});

afterAll(() => rig.close());

beforeEach(() => {
  rig.telegram.messages.length = 0;
  rig.telegram.notes.length = 0;
});

describe("Linking", () => {
  it("tells the bot where to send, with a token, and hears only messages and presses", () => {
    expect(rig.source.is_registered).toBe(true);
    expect(rig.telegram.webhook).toEqual({
      url: `https://deck.example.com${rig.source.path}`,
      secret_token: rig.source.secret,
      allowed_updates: ["message", "callback_query"],
    });
  });

  it("ties the account that sends the code to the member who made it, once", async () => {
    const person = await rig.addPerson("member");
    const made = await rig.link(person, { id: 31 });
    expect(made.chat_url).toBe(`https://t.me/deck_test_bot?start=${made.code}`);
    expect((await rig.call("chat.list", {}, person)).data).toMatchObject([{ user_id: person.userId, is_linked: true }]);
    expect(rig.telegram.messages.at(-1)).toMatchObject({ chat: "31", text: expect.stringContaining("Linked.") });
    await rig.act(rig.telegram.say({ id: 32 }, `/start ${made.code}`));
    expect(rig.telegram.messages.at(-1)).toMatchObject({ chat: "32", text: expect.stringContaining("not good") });
    await rig.call("chat.unlink", { id: made.id }, person);
    expect((await rig.call("chat.list", {}, person)).data).toEqual([]);
  });

  it("with a code that is too old, or that a newer one replaced, links nobody", async () => {
    const person = await rig.addPerson("member");
    const first = await rig.call("chat.link", {}, person);
    const second = await rig.call("chat.link", {}, person);
    await rig.act(rig.telegram.say({ id: 41 }, `/start ${first.code}`));
    rig.advance(16 * 60_000);
    await rig.act(rig.telegram.say({ id: 41 }, `/start ${second.code}`));
    expect((await rig.call("chat.list", {}, person)).data).toMatchObject([{ is_linked: false }]);
  });

  it("is a member's own doing: nobody sees another's link but an admin, and a group cannot be linked", async () => {
    const person = await rig.addPerson("member");
    const made = await rig.call("chat.link", {}, person);
    await rig.act(rig.telegram.say({ id: 51 }, `/start ${made.code}`, { id: -100, type: "supergroup" }));
    expect((await rig.call("chat.list", {}, person)).data).toMatchObject([{ is_linked: false }]);
    const others = (await rig.call("chat.list", {}, rig.member)).data.map((one: { user_id: string }) => one.user_id);
    expect(others).toEqual([rig.member.userId]);
    expect((await rig.call("chat.list")).data.length).toBeGreaterThan(1);
    await expect(rig.call("chat.update", { id: made.id, wants_approvals: false }, rig.member)).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

describe("Asking", () => {
  it("is done once for the same bytes, and again after a failure that the vendor announced", async () => {
    const { id } = await rig.propose();
    const [one] = (await planAsks(rig.kernel, rig.workspaceId, [id])).asks;
    if (one === undefined) throw new Error("nobody is asked");
    expect(await ask(rig.kernel, rig.workspaceId, one)).toEqual({ status: "already-asked" });
    expect(rig.telegram.messages).toHaveLength(1);

    const other = await rig.dispatch({ task: "echoer.write", params: {} });
    await rig.run(other);
    const [approval] = (await rig.call("task.get", { id: other })).approvals;
    rig.events.length = 0;
    rig.telegram.failNext(403, "Forbidden: bot was blocked by the user");
    expect(await ask(rig.kernel, rig.workspaceId, { ...one, approvalId: approval.id })).toMatchObject({
      status: "not-possible",
    });
    rig.telegram.failNext(502, "Bad Gateway");
    await expect(ask(rig.kernel, rig.workspaceId, { ...one, approvalId: approval.id })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(await ask(rig.kernel, rig.workspaceId, { ...one, approvalId: approval.id })).toEqual({ status: "asked" });
  });

  it("about very many names the rest as a number", async () => {
    const to = Array.from({ length: 13 }, (_, index) => `crowd-${index}@example.com`);
    const task = await rig.dispatch({ task: "echoer.write", params: { to } });
    await rig.run(task);
    await rig.kernel.settle();
    const event = rig.events.splice(0).find(({ name }) => name === "approval/requested");
    const plan = await planAsks(rig.kernel, rig.workspaceId, event?.data.approvalIds as string[]);
    expect(plan.asks).toHaveLength(10);
    expect(plan.more).toEqual([{ chatId: String(rig.ada.id), count: 3 }]);
  });

  it("costs a workspace without linked chats no event", async () => {
    const { data } = await rig.call("chat.list", {}, rig.member);
    await rig.call("chat.unlink", { id: data[0].id }, rig.member);
    rig.events.length = 0;
    await rig.run(await rig.dispatch({ task: "echoer.write", params: {} }));
    await rig.kernel.settle();
    expect(rig.events.filter(({ name }) => name === "approval/requested")).toEqual([]);
  });

  it("waits for a limit as long as the vendor says", async () => {
    const person = await rig.addPerson("member");
    await rig.link(person, { id: 71 });
    const task = await rig.dispatch({ task: "echoer.write", params: {} });
    await rig.run(task);
    const [approval] = (await rig.call("task.get", { id: task })).approvals;
    const [one] = (await planAsks(rig.kernel, rig.workspaceId, [approval.id])).asks;
    if (one === undefined) throw new Error("nobody is asked");
    rig.telegram.failNext(429, "Too Many Requests: retry after 7", 7);
    await expect(ask(rig.kernel, rig.workspaceId, one)).rejects.toMatchObject({
      code: "limit-reached",
      details: { retryAfterMs: expect.any(Number) },
    });
  });
});
