/** Owns putting what waits for a decision to the members who want to be asked in their chat. A question is not a decision. */
import { randomBytes } from "node:crypto";
import { hashSecret } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { findQuestion, listAskable, listPending, noteAsked, putQuestion } from "#lib/db/chat.ts";
import type { ChatBot, ChatButton } from "#lib/kernel/chat.ts";
import { openChat } from "#lib/kernel/chat-connection.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { answerRoom, writeQuestion } from "./write-question.ts";

export const callTimeoutMs = 20_000;
/** The most questions that one event puts to one person; the rest is named as a number. */
const mostAtOnce = 10;

export type Ask = { linkId: string; chatId: string; approvalId: string };
export type AskPlan = { asks: Ask[]; more: { chatId: string; count: number }[] };

/** Who is to be asked what, now. Empty when nobody is linked, nothing is connected or nothing waits any longer. */
export function planAsks(kernel: Kernel, workspaceId: string, approvalIds: readonly string[]): Promise<AskPlan> {
  return kernel.asWorker(workspaceId, async session => {
    const people = await listAskable(session, workspaceId);
    const pending = people.length === 0 ? [] : await listPending(session, workspaceId, approvalIds, kernel.clock.now());
    const chats = people.flatMap(({ id, chat_id }) => (chat_id === null ? [] : [{ linkId: id, chatId: chat_id }]));
    const count = pending.length - mostAtOnce;
    return {
      asks: pending.slice(0, mostAtOnce).flatMap(({ id }) => chats.map(chat => ({ ...chat, approvalId: id }))),
      more: count > 0 ? chats.map(({ chatId }) => ({ chatId, count })) : [],
    };
  });
}

export type Asked = { status: "asked" | "already-asked" | "no-longer-needed" | "not-possible"; reason?: string };

/**
 * Puts one question. Asked twice about the same bytes it stays at one message, unless a crash hid that the first had left: then
 * only the second one's buttons count. Throws what is worth another try.
 */
export async function ask(kernel: Kernel, workspaceId: string, { linkId, chatId, approvalId }: Ask): Promise<Asked> {
  const token = randomBytes(24).toString("base64url");
  const prepared = await kernel.asWorker(workspaceId, async session => {
    const now = kernel.clock.now();
    const [approval] = await listPending(session, workspaceId, [approvalId], now);
    const isWanted = (await listAskable(session, workspaceId)).some(({ id }) => id === linkId);
    if (approval === undefined || !isWanted) return { status: "no-longer-needed" as const };
    const known = await findQuestion(session, linkId, approvalId, approval.digest);
    if (known !== undefined && known.message_id !== null && known.outcome === null)
      return { status: "already-asked" as const };
    const bot = await openChat(kernel.connectors, session, workspaceId);
    if (bot === null) return { status: "not-possible" as const, reason: "no chat bot is connected" };
    const question = writeQuestion(approval, bot.maxTextLength - answerRoom);
    const id = await putQuestion(session, {
      id: createId(),
      workspace_id: workspaceId,
      link_id: linkId,
      approval_id: approvalId,
      digest: approval.digest,
      token_hash: hashSecret(token),
      is_whole: question.isWhole,
      asked_at: now,
    });
    return { status: "asked" as const, id, bot, question };
  });
  if (prepared.status !== "asked") return prepared;
  const { bot, question, id } = prepared;
  try {
    const buttons = listButtons(bot, token, approvalId, question.isWhole);
    const { messageId } = await bot.send(
      { chatId, text: question.text, buttons },
      { signal: AbortSignal.timeout(callTimeoutMs) },
    );
    await kernel.asWorker(workspaceId, session => noteAsked(session, workspaceId, id, messageId));
  } catch (error) {
    // Whoever has blocked the bot does not want to be asked: the inbox still has it.
    if (!(error instanceof AppError) || (error.code !== "forbidden" && error.code !== "invalid")) throw error;
    kernel.log.warn({ workspaceId, linkId, reason: error.message }, "a member could not be asked in the chat");
    return { status: "not-possible", reason: error.message };
  }
  return { status: "asked" };
}

/** Says how many more wait than were asked about. */
export async function tellMore(kernel: Kernel, workspaceId: string, chatId: string, count: number): Promise<void> {
  const bot = await kernel.asWorker(workspaceId, session => openChat(kernel.connectors, session, workspaceId));
  const page = bot?.linkTo("/approvals") ?? null;
  const buttons: ChatButton[][] = page === null ? [] : [[{ label: "Open the inbox", url: page }]];
  const text = `${count} more ${count === 1 ? "waits" : "wait"} for a decision in Quarterdeck.`;
  await bot?.send({ chatId, text, buttons }, { signal: AbortSignal.timeout(callTimeoutMs) });
}

function listButtons(bot: ChatBot, token: string, approvalId: string, isWhole: boolean): ChatButton[][] {
  const page = bot.linkTo(`/approvals/${approvalId}`);
  const decisions = [
    ...(isWhole ? [{ label: "Approve", data: `a:${token}` }] : []),
    { label: "Reject", data: `r:${token}` },
  ];
  return page === null ? [decisions] : [decisions, [{ label: "Open in Quarterdeck", url: page }]];
}
