/** Owns what a member's words and presses in a chat lead to: a code links, a button decides as that member, and nothing else does anything. */
import type { JsonValue } from "#lib/core/json.ts";
import { claimLink, findLinkOfChatUser } from "#lib/db/chat.ts";
import { findEvent, noteHandled } from "#lib/db/webhooks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { noteChange } from "#lib/kernel/aftermath.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { readPayload } from "../webhooks/handle-event.ts";
import { type ChatPorts, hearPress } from "./press.ts";
import { type Reply, silent } from "./reply.ts";
import { readUpdate, type Said } from "./update.ts";
import { readVeiledCode } from "./veil-code.ts";

/** Carries out one update and says what to answer. Carried out twice it decides once. */
export async function hear(ports: ChatPorts, workspaceId: string, eventId: string): Promise<Reply> {
  const { kernel } = ports;
  const event = await kernel.asWorker(workspaceId, session => findEvent(session, workspaceId, eventId));
  const update = event === undefined ? null : readUpdate(readPayload(event.body));
  if (update === null) return silent;
  return update.kind === "said" ? hearWords(kernel, workspaceId, update) : hearPress(ports, workspaceId, update);
}

/** Writes in the log of events what an update has led to. */
export async function noteHeard(kernel: Kernel, workspaceId: string, eventId: string, note: string): Promise<void> {
  await kernel.asWorker(workspaceId, async session => {
    const event = await findEvent(session, workspaceId, eventId);
    const before = (event?.outcomes ?? []) as JsonValue[];
    // What rules made of the update stays; the product's own line is the one without a rule.
    const others = before.filter(one => (one as { rule_id?: unknown }).rule_id !== null);
    const own = {
      rule_id: null,
      rule_name: null,
      note,
      contact_id: null,
      is_new_contact: false,
      task: null,
      task_id: null,
      error: null,
    };
    await noteHandled(session, workspaceId, {
      id: eventId,
      verdict: others.length > 0 ? (event?.verdict ?? "acted") : "noted",
      outcomes: JSON.stringify([own, ...others]),
      at: kernel.clock.now(),
      isReplay: false,
    });
    noteChange(session, "webhook-event", eventId);
  });
}

async function hearWords(kernel: Kernel, workspaceId: string, { chatId, person, text }: Said): Promise<Reply> {
  const say = (note: string, words: string): Reply => ({ ...silent, note, send: { chatId, text: words } });
  const codeHash = readVeiledCode(text);
  if (codeHash === null) {
    return say(
      "nothing was decided: words decide nothing",
      "Nothing is decided by what is written here: only the buttons below a question are. To be asked here, make a code in Quarterdeck under Webhooks and send it as /start CODE.",
    );
  }
  return kernel.asWorker(workspaceId, async session => {
    const known = await findLinkOfChatUser(session, workspaceId, person.id);
    if (known !== undefined)
      return say(
        "already linked",
        "This account is linked already. To link it to somebody else, unlink it in Quarterdeck first.",
      );
    const chatPerson = { chatUserId: person.id, chatId, name: person.name };
    const link = await claimLink(session, workspaceId, codeHash, chatPerson, kernel.clock.now());
    if (link === undefined)
      return say(
        "a code that is not good",
        "This code is not good: it was used, is too old, or was replaced. Make a new one in Quarterdeck.",
      );
    await recordActivity(session, workspaceId, { kind: "system", id: "chat" }, [
      {
        verb: "chat.linked",
        entity: "chat-link",
        entityId: link.id,
        summary: `linked the chat account ${person.name} to a member`,
        data: { user_id: link.user_id },
      },
    ]);
    noteChange(session, "chat-link", link.id);
    return say(
      "linked to a member",
      "Linked. What waits for a decision will be shown here exactly as it would leave, with buttons to approve or reject it.",
    );
  });
}
