import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ShownMessage } from "#testing/telegram-server.ts";
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

const mallory = { id: 666, username: "mallory" };

async function statusOf(id: string): Promise<string> {
  return (await rig.call("approval.get", { id })).status;
}

describe("An approval in the chat", () => {
  it("shows exactly what would be sent, and a press makes one delivery in the member's name", async () => {
    const { id, message } = await rig.propose();
    const { preview, digest } = await rig.call("approval.get", { id });
    expect(message.chat).toBe(String(rig.ada.id));
    expect(message.text).toContain(`To: ${preview.to}`);
    expect(message.text).toContain(`Subject: ${preview.subject}`);
    expect(message.text.endsWith(preview.text)).toBe(true);
    expect(message.text).toContain(digest.slice(0, 12));
    expect(message.buttons.map(button => button.text)).toEqual(["Approve", "Reject", "Open in Quarterdeck"]);

    await rig.act(rig.telegram.press(rig.ada, message, "Approve"));
    expect(await rig.call("approval.get", { id })).toMatchObject({ status: "approved", decided_by: rig.member.userId });
    expect(message.text).toContain("Approved by you.");
    expect(message.buttons).toEqual([]);
    expect(rig.telegram.notes).toEqual([expect.stringContaining("Approved by you.")]);
    const { deliveries } = await rig.call("approval.get", { id });
    expect(deliveries).toHaveLength(1);
    const sent = rig.vendor.calls.length;
    expect(await rig.deliver(deliveries[0].id)).toEqual({ status: "ended", as: "confirmed" });
    expect(rig.vendor.calls.slice(sent)).toMatchObject([{ recipient: preview.to, payload: { text: preview.text } }]);
    const log = await rig.call("webhook.list-events", { source_id: rig.source.id, limit: 1 });
    expect(log.data[0]).toMatchObject({
      verdict: "noted",
      outcomes: [{ note: expect.stringContaining("Approved by you.") }],
    });
  });

  it("is rejected by the other button, and nothing is sent", async () => {
    const { id, message } = await rig.propose();
    await rig.act(rig.telegram.press(rig.ada, message, "Reject"));
    const approval = await rig.call("approval.get", { id });
    expect(approval).toMatchObject({ status: "rejected", decided_by: rig.member.userId, deliveries: [] });
    expect(approval.feedback).toHaveLength(1);
    expect(message.text).toContain("Rejected by you.");
  });

  it("is not decided by a second press, a repeated update, or a press at the same moment", async () => {
    const { id, message } = await rig.propose();
    const press = rig.telegram.press(rig.ada, message, "Approve");
    const rival = rig.telegram.press(rig.ada, message, "Reject");
    await rig.act(press);
    expect((await rig.deliverUpdate(press)).body).toEqual({ received: 0, repeated: 1 });
    await rig.act(rival);
    expect(await rig.call("approval.get", { id })).toMatchObject({ status: "approved", deliveries: [{}] });
    expect(rig.telegram.notes.at(-1)).toContain("Approved by you.");

    const next = await rig.propose("both@example.com");
    const both = ["Approve", "Reject"].map(label => rig.telegram.press(rig.ada, next.message, label));
    for (const update of both) await rig.deliverUpdate(update);
    await rig.runChat();
    const { status, deliveries } = await rig.call("approval.get", { id: next.id });
    expect([status, deliveries.length]).toEqual(["approved", 1]);
  });

  it("is not decided by anybody else, in a group, or with a button of nobody", async () => {
    const { id, message } = await rig.propose();
    await rig.act(rig.telegram.press(mallory, message, "Approve"));
    await rig.act(rig.telegram.press(rig.ada, message, "Approve", "supergroup"));
    await rig.act(rig.telegram.press(rig.ada, { ...message, chat: "999" }, "Approve"));
    await rig.act(rig.telegram.press(rig.ada, { ...message, message_id: 77 }, "Approve"));
    const forged = { ...message, buttons: [{ text: "Approve", callback_data: `a:${"A".repeat(32)}` }] };
    await rig.act(rig.telegram.press(rig.ada, forged, "Approve"));
    const direct = { ...message, buttons: [{ text: "Approve", callback_data: `approve ${id}` }] };
    await rig.act(rig.telegram.press(rig.ada, direct, "Approve"));
    expect(await statusOf(id)).toBe("pending");
    expect(message.buttons).toHaveLength(3);
    expect(rig.telegram.notes).toHaveLength(6);
  });

  it("is not decided by words, whatever they say, nor by a call without the token", async () => {
    const { id, message } = await rig.propose();
    for (const words of ["yes", "approve", `approve ${id}`, "/approve", message.text])
      await rig.act(rig.telegram.say(rig.ada, words));
    expect(rig.telegram.messages.at(-1)?.text).toContain("Nothing is decided by what is written here");
    expect((await rig.deliverUpdate(rig.telegram.press(rig.ada, message, "Approve"), "wrong")).status).toBe(401);
    await rig.runChat();
    expect(await statusOf(id)).toBe("pending");
  });

  it("that was changed since is not decided: the new text is asked about anew", async () => {
    const { id, message } = await rig.propose();
    const { digest, payload } = await rig.call("approval.get", { id });
    const stale = rig.telegram.press(rig.ada, message, "Approve");
    await rig.call("approval.edit", { id, digest, payload: { ...payload, text: "Something else" } });
    await rig.act(stale);
    expect(await rig.call("approval.get", { id })).toMatchObject({ status: "pending", deliveries: [] });
    expect(message.text).toContain("changed since");
    const asked = rig.telegram.messages.filter(one => one.text.includes("Something else"));
    expect(asked).toHaveLength(1);
    await rig.act(rig.telegram.press(rig.ada, asked[0] as ShownMessage, "Approve"));
    expect(await statusOf(id)).toBe("approved");
  });

  it("whose bytes do not carry the digest that was shown is not decided", async () => {
    const { id, message } = await rig.propose();
    await rig.asWorker(session =>
      session
        .updateTable("approvals")
        .set({ digest: "0".repeat(64) })
        .where("id", "=", id)
        .execute(),
    );
    await rig.act(rig.telegram.press(rig.ada, message, "Approve"));
    expect(await rig.call("approval.get", { id })).toMatchObject({ status: "pending", deliveries: [] });
  });

  it("that somebody else has decided is told as that", async () => {
    const { id, message } = await rig.propose();
    const { digest } = await rig.call("approval.get", { id });
    await rig.call("approval.reject", { id, digest, reason: "too early" });
    await rig.act(rig.telegram.press(rig.ada, message, "Approve"));
    expect(message.text).toContain("Already rejected by another member");
    expect(await statusOf(id)).toBe("rejected");
  });

  it("that was recalled is asked about anew, and the old buttons are dead", async () => {
    const { id, message } = await rig.propose();
    await rig.call("workspace.update", { undo_window_seconds: 60 });
    const again = { ...message };
    await rig.act(rig.telegram.press(rig.ada, message, "Approve"));
    const { deliveries } = await rig.call("approval.get", { id });
    await rig.call("delivery.recall", { id: deliveries[0].id });
    await rig.runChat();
    await rig.call("workspace.update", { undo_window_seconds: 0 });
    await rig.act(rig.telegram.press(rig.ada, again, "Approve"));
    expect(await statusOf(id)).toBe("pending");
    expect(rig.telegram.notes.at(-1)).toContain("out of date");
    expect(rig.telegram.messages.at(-1)?.buttons).toHaveLength(3);
  });

  it("is no longer theirs to decide once the role is gone", async () => {
    const person = await rig.addPerson("member");
    await rig.link(person, { id: 61 });
    await rig.call(
      "chat.update",
      { id: (await rig.call("chat.list", {}, rig.member)).data[0].id, wants_approvals: false },
      rig.member,
    );
    const { id, message } = await rig.propose();
    expect(message.chat).toBe("61");
    await rig.asPerson(session =>
      session.updateTable("members").set({ role: "viewer" }).where("user_id", "=", person.userId).execute(),
    );
    await rig.act(rig.telegram.press({ id: 61 }, message, "Approve"));
    expect(await statusOf(id)).toBe("pending");
    expect(message.text).toContain("needs the role member");
    await expect(rig.propose()).rejects.toThrow("nobody was asked");
    await rig.asPerson(session => session.deleteFrom("members").where("user_id", "=", person.userId).execute());
    await expect(rig.propose()).rejects.toThrow("nobody was asked");
    await rig.call(
      "chat.update",
      { id: (await rig.call("chat.list", {}, rig.member)).data[0].id, wants_approvals: true },
      rig.member,
    );
  });

  it("that does not fit is cut where everybody sees it, and cannot be approved there", async () => {
    const { id } = await rig.propose();
    const { digest, payload } = await rig.call("approval.get", { id });
    await rig.call("approval.edit", {
      id,
      digest,
      payload: { ...payload, text: `${"long ".repeat(3_000)}and the trap` },
    });
    await rig.runChat();
    const message = rig.telegram.messages.at(-1) as ShownMessage;
    expect(message.text.length).toBeLessThanOrEqual(4_096);
    expect(message.text).toContain("[… cut: this is not all of it.");
    expect(message.text).not.toContain("and the trap");
    expect(message.buttons.map(button => button.text)).toEqual(["Reject", "Open in Quarterdeck"]);
    const reject = message.buttons[0]?.callback_data ?? "";
    const forced = { ...message, buttons: [{ text: "Approve", callback_data: reject.replace("r:", "a:") }] };
    await rig.act(rig.telegram.press(rig.ada, forced, "Approve"));
    expect(await statusOf(id)).toBe("pending");
    await rig.act(rig.telegram.press(rig.ada, message, "Reject"));
    expect(await statusOf(id)).toBe("rejected");
  });

  it("with characters that make it read otherwise than it is cannot be approved there", async () => {
    const { id } = await rig.propose();
    const { digest, payload } = await rig.call("approval.get", { id });
    await rig.call("approval.edit", { id, digest, payload: { ...payload, text: "pay \u202e001 euro" } });
    await rig.runChat();
    const message = rig.telegram.messages.at(-1) as ShownMessage;
    expect(message.buttons.map(button => button.text)).toEqual(["Reject", "Open in Quarterdeck"]);
    expect(message.text).toContain("invisible or reordering");
  });
});
