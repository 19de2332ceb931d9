import { afterAll, beforeAll, expect, it } from "vitest";
import { answerMessage } from "#lib/kernel/messages.ts";
import { type AgentRig, openAgentRig } from "../testing/run-task.ts";
import { prospect } from "./agent.ts";

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig([prospect]);
});
afterAll(() => rig.close());

async function ask(): Promise<{ contactId: string; messageId: string }> {
  const [contactId] = await rig.addContacts([{ name: "Ada", email: `${crypto.randomUUID()}@example.com` }]);
  const { messages } = await rig.runTask("prospect.research", { contact_id: contactId });
  return { contactId: String(contactId), messageId: String(messages[0]?.id) };
}

const answer = (id: string, words: string) =>
  rig.asPerson(session => answerMessage(rig.kernel, session, rig.scope, { id, answer: words }));

it("What people answer to a request for research is kept with the contact, as their own words", async () => {
  const { contactId, messageId } = await ask();
  const { taskId } = await answer(messageId, "She restores wooden boats.");
  expect((await rig.run(String(taskId))).status).toBe("completed");
  const notes = await rig.asPerson(session =>
    session
      .selectFrom("contact_ledger")
      .select(["kind", "channel", "domain", "body", "is_untrusted"])
      .where("contact_id", "=", contactId)
      .execute(),
  );
  expect(notes).toEqual([
    { kind: "note", channel: "other", domain: "prospect", body: "She restores wooden boats.", is_untrusted: false },
  ]);
});

it("An answer about a contact that is gone fails with what is the matter, and keeps nothing", async () => {
  const { contactId, messageId } = await ask();
  const { taskId } = await answer(messageId, "Too late.");
  await rig.asPerson(session => session.deleteFrom("contacts").where("id", "=", contactId).execute());
  const outcome = await rig.run(String(taskId));
  expect(outcome).toMatchObject({ status: "failed", error: { code: "not-found" } });
});
