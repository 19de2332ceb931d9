/** Owns what a pressed button does: the very operation that the pages call, as the member who was asked, on the digest that was shown. */
import { hashSecret } from "#lib/core/digest.ts";
import { type AppError, toAppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { findPressed, listPending, noteAnswered } from "#lib/db/chat.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { approvalApprove, approvalReject } from "../approval.ts";
import type { Caller } from "../define.ts";
import type { Executor } from "../execute.ts";
import { type Reply, silent } from "./reply.ts";
import type { Pressed } from "./update.ts";

export type ChatPorts = { kernel: Kernel; executor: Executor };

type Asked = NonNullable<Awaited<ReturnType<typeof findPressed>>>;
type Verb = "approved" | "rejected";

/** Decides, when the press is the asked member's own, on the latest message, and not yet answered. Otherwise says why not. */
export async function hearPress(ports: ChatPorts, workspaceId: string, pressed: Pressed): Promise<Reply> {
  const { kernel } = ports;
  const { pressId, message } = pressed;
  const refuse = (note: string, text: string): Reply => ({ ...silent, note, press: { pressId, text } });
  const [, letter, token] = /^([ar]):([A-Za-z0-9_-]{32})$/.exec(pressed.data) ?? [];
  const asked =
    token === undefined
      ? undefined
      : await kernel.asWorker(workspaceId, session => findPressed(session, workspaceId, hashSecret(token)));
  if (asked === undefined || message === null)
    return refuse("nothing was decided: out-of-date buttons", "These buttons are out of date: use the latest message.");
  if (pressed.personId !== asked.chat_user_id || !message.isPrivate || message.chatId !== asked.chat_id)
    return refuse("nothing was decided: not the member who was asked", "Only the member who was asked can decide.");
  if (asked.message_id !== null && asked.message_id !== message.messageId)
    return refuse(
      "nothing was decided: not the latest message",
      "These buttons are out of date: use the latest message.",
    );
  const verb: Verb = letter === "a" ? "approved" : "rejected";
  if (verb === "approved" && !asked.is_whole)
    return refuse("nothing was decided: not shown whole", "Not all of it is shown here: approve it in Quarterdeck.");

  const tell = (outcome: string): Reply => ({
    ...refuse(outcome, outcome),
    edit: { chatId: message.chatId, messageId: message.messageId, question: message.text, answer: outcome },
  });
  // An answered question stays answered: pressing again tells what came of it and does nothing.
  if (asked.outcome !== null) return { ...tell(asked.outcome), note: "pressed again: nothing was decided" };

  const end = await decide(ports, workspaceId, asked, verb);
  const at = kernel.clock.now();
  await kernel.asWorker(workspaceId, session =>
    noteAnswered(session, workspaceId, asked.id, { outcome: end.outcome, at }),
  );
  const again = { linkId: asked.link_id, chatId: message.chatId, approvalId: asked.approval_id };
  return { ...tell(end.outcome), askAgain: end.isChanged ? again : null };
}

type End = { outcome: string; isChanged: boolean };

/** The end of a decision in words. What the one door refuses is told as it is; a database that is away is worth another try. */
async function decide({ kernel, executor }: ChatPorts, workspaceId: string, asked: Asked, verb: Verb): Promise<End> {
  const caller: Caller = { userId: asked.user_id, email: "", workspaceId, apiKey: null, via: "chat" };
  const seen = { id: asked.approval_id, digest: asked.digest };
  const options = { requestId: createId() };
  try {
    if (verb === "approved") {
      const { release_at } = await executor.execute(approvalApprove, caller, seen, options);
      const time = release_at.slice(11, 19);
      return {
        outcome: `Approved by you. It leaves at ${time} UTC; until then recall it in Quarterdeck.`,
        isChanged: false,
      };
    }
    const reason = "rejected in the chat, without a reason";
    await executor.execute(approvalReject, caller, { ...seen, reason }, options);
    return { outcome: "Rejected by you. Nothing was sent.", isChanged: false };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === "internal" || error.code === "unavailable") throw thrown;
    const decided = describeDecided(error, asked.user_id, verb);
    if (decided !== null) return { outcome: decided, isChanged: false };
    const [current] = await kernel.asWorker(workspaceId, session =>
      listPending(session, workspaceId, [asked.approval_id], kernel.clock.now()),
    );
    return current !== undefined && current.digest !== asked.digest
      ? { outcome: "Nothing was decided: it was changed since. How it reads now is asked anew.", isChanged: true }
      : { outcome: `Nothing was decided: ${error.message}`, isChanged: false };
  }
}

/** Who came first, or null when nobody has decided. */
function describeDecided(error: AppError, userId: string, verb: Verb): string | null {
  const { status, decided_by, decided_via, decided_at } = error.details.facts ?? {};
  if (typeof status !== "string" || status === "pending") return null;
  const at = typeof decided_at === "string" ? ` at ${decided_at.slice(0, 16).replace("T", " ")} UTC` : "";
  // A run that was cut after its decision finds its own decision here: that is no refusal.
  if (decided_by === userId && status === verb) return `${verb === "approved" ? "Approved" : "Rejected"} by you${at}.`;
  const who = decided_by === userId ? " by you" : decided_via === "person" ? " by another member" : "";
  return `Already ${status}${who}${at}: this press changed nothing.`;
}
