/** Owns the saying back in a chat of what was heard: the press ended, the message edited, a few words sent. Decides nothing. */
import { AppError } from "#lib/core/errors.ts";
import { openChat } from "#lib/kernel/chat-connection.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { ask, callTimeoutMs } from "./ask.ts";
import type { Reply } from "./reply.ts";
import { writeAnswered } from "./write-question.ts";

/** Says a reply. What the chat refuses to show is left unsaid: it has been decided all the same. Throws what is worth another try. */
export async function answer(
  kernel: Kernel,
  workspaceId: string,
  { send, press, edit, askAgain }: Reply,
): Promise<void> {
  const bot = await kernel.asWorker(workspaceId, session => openChat(kernel.connectors, session, workspaceId));
  if (bot === null) return;
  const options = () => ({ signal: AbortSignal.timeout(callTimeoutMs) });
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== "invalid" && error.code !== "forbidden")) throw error;
      kernel.log.warn({ workspaceId, reason: error.message }, "an answer could not be shown in the chat");
    }
  };
  if (press !== null) await attempt(() => bot.answerPress(press, options()));
  if (edit !== null) {
    const { chatId, messageId, question } = edit;
    const text = writeAnswered(question, edit.answer, bot.maxTextLength);
    await attempt(() => bot.edit({ chatId, messageId, text }, options()));
  }
  if (send !== null) await attempt(() => bot.send(send, options()));
  if (askAgain !== null) await ask(kernel, workspaceId, askAgain);
}
