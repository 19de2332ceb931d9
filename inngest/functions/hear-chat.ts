/** Owns the durable hearing of a chat: what came in is decided once, written down, and answered. */
import type { Inngest } from "inngest";
import { z } from "zod";
import { answer } from "#lib/operations/chat/answer.ts";
import { hear, noteHeard } from "#lib/operations/chat/hear.ts";
import type { ChatPorts } from "#lib/operations/chat/press.ts";
import type { Reply } from "#lib/operations/chat/reply.ts";
import { waitForLimit } from "./ask-in-chat.ts";

const Received = z.object({ workspaceId: z.string(), eventId: z.string() });

/** The function that hears. An answer that cannot be shown undoes no decision. */
export function createHearFunction(inngest: Inngest, ports: ChatPorts) {
  return inngest.createFunction(
    {
      id: "hear-chat",
      name: "Hear what members do in their chat",
      triggers: [{ event: "chat/update-received" }],
      concurrency: [{ limit: 5, key: "event.data.workspaceId" }, { limit: 20 }],
      retries: 4,
    },
    async ({ event, step }) => {
      const { workspaceId, eventId } = Received.parse(event.data);
      const reply = (await step.run("decide", () => hear(ports, workspaceId, eventId))) as Reply;
      await step.run("note", () => noteHeard(ports.kernel, workspaceId, eventId, reply.note));
      await step.run("answer", () => waitForLimit(answer(ports.kernel, workspaceId, reply)));
      return { note: reply.note };
    },
  );
}
