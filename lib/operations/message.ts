/** Owns the reading of messages between agents and to people. */
import { z } from "zod";
import { listMessages } from "#lib/db/messages.ts";
import { defineQuery } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id } from "./shapes/fields.ts";
import { describeMessage, Message } from "./shapes/message.ts";

export const messageList = defineQuery({
  name: "message.list",
  title: "List messages",
  summary: "Messages, newest first; of one conversation, of one agent, or of one task.",
  scope: "activity:read",
  role: "viewer",
  path: "/messages",
  input: PageInput.extend({
    correlation_id: Id.optional().describe("Only this conversation"),
    domain: z.string().max(63).optional().describe("Only what this agent wrote or was sent"),
    task_id: Id.optional().describe("Only what this task wrote"),
  }),
  output: pageOf(Message),
  async run({ session, workspaceId }, { limit, cursor, correlation_id, domain, task_id }) {
    const rows = await listMessages(
      session,
      workspaceId,
      { correlationId: correlation_id, domain, taskId: task_id },
      { limit: limit + 1, beforeId: decodeIdCursor(cursor) },
    );
    return toPage(rows, limit, row => [row.id], describeMessage);
  },
});
