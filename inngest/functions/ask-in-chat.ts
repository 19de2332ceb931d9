/** Owns the durable asking in chats: after something came to wait for a decision, each linked member is asked once. */
import type { Inngest } from "inngest";
import { RetryAfterError } from "inngest";
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { type AskPlan, ask, planAsks, tellMore } from "#lib/operations/chat/ask.ts";

const Requested = z.object({ workspaceId: z.string(), approvalIds: z.array(z.string()) });

/** The function that asks. Its steps are kept, so that nobody is asked again because somebody else could not be. */
export function createAskFunction(inngest: Inngest, kernel: Kernel) {
  return inngest.createFunction(
    {
      id: "ask-in-chat",
      name: "Ask members in their chat",
      triggers: [{ event: "approval/requested" }],
      // A chat takes about one message a second from a bot: one workspace asks in turn.
      concurrency: [{ limit: 1, key: "event.data.workspaceId" }, { limit: 10 }],
      retries: 4,
    },
    async ({ event, step }) => {
      const { workspaceId, approvalIds } = Requested.parse(event.data);
      const plan = (await step.run("plan", () => planAsks(kernel, workspaceId, approvalIds))) as AskPlan;
      for (const one of plan.asks)
        await step.run(`ask ${one.linkId} ${one.approvalId}`, () => waitForLimit(ask(kernel, workspaceId, one)));
      for (const { chatId, count } of plan.more)
        await step.run(`more ${chatId}`, () => waitForLimit(tellMore(kernel, workspaceId, chatId, count)));
      return { asked: plan.asks.length };
    },
  );
}

/** A limit of the vendor is waited out, not tried against. */
export async function waitForLimit<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && error.details.retryAfterMs !== undefined)
      throw new RetryAfterError(error.message, error.details.retryAfterMs);
    throw error;
  }
}
