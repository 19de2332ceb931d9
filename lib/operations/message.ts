/** Owns the operations on messages between agents and to people: reading them by conversation, and answering. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import {
  findMessage,
  findThread,
  listConsequences,
  listMessages,
  listThreads,
  markThreadRead,
  markThreadUnread,
} from "#lib/db/messages.ts";
import { answerMessage } from "#lib/kernel/messages.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Flag, Id, toMoment } from "./shapes/fields.ts";
import { describeMessage, describeThread, Message, Thread, ThreadDetail } from "./shapes/message.ts";

const types = ["request", "response", "notification", "escalation", "status-update", "handoff"] as const;

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

export const messageGet = defineQuery({
  name: "message.get",
  title: "Show a message",
  summary: "One message; its correlation_id names its conversation.",
  scope: "activity:read",
  role: "viewer",
  path: "/messages/{id}",
  input: z.object({ id: Id.describe("The message's id") }),
  output: Message,
  async run({ session, workspaceId }, { id }) {
    const row = await findMessage(session, workspaceId, id);
    if (row === undefined) throw new AppError("not-found", "there is no such message in this workspace");
    return describeMessage(row);
  },
});

export const messageAnswer = defineCommand({
  name: "message.answer",
  title: "Answer a message",
  summary:
    "Answers a message that waits for a person. Where the asking agent takes answers up, its task starts at once.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 201,
  path: "/messages/{id}/answer",
  input: z.object({
    id: Id.describe("The message that waits for an answer"),
    answer: z
      .string()
      .trim()
      .min(1, "write an answer")
      .max(10_000, "shorten the answer to 10,000 characters")
      .describe("Your answer, in your own words"),
  }),
  output: Message,
  async run(context, input) {
    const { kernel, session, workspaceId } = context;
    const { messageId } = await answerMessage(kernel, session, context, input);
    const row = await findMessage(session, workspaceId, messageId);
    if (row === undefined) throw new AppError("internal", "the answer was not kept");
    return describeMessage(row);
  },
});

export const threadList = defineQuery({
  name: "thread.list",
  title: "List conversations",
  summary: "Conversations between agents and with people, the one with the latest message first.",
  scope: "activity:read",
  role: "viewer",
  path: "/threads",
  input: PageInput.extend({
    domain: z.string().max(63).optional().describe("Only those that this agent takes part in"),
    type: z.enum(types).optional().describe("Only those with a message of this type"),
    is_waiting: Flag.optional().describe("true: only those that wait for an answer by a person"),
    is_unread: Flag.optional().describe("true: only those with messages that you have not read"),
  }),
  output: pageOf(Thread),
  async run({ session, workspaceId, caller }, { limit, cursor, domain, type, is_waiting, is_unread }) {
    const rows = await listThreads(
      session,
      workspaceId,
      caller.userId,
      { domain, type, isWaiting: is_waiting, unreadBy: is_unread === true ? caller.userId : undefined },
      { limit: limit + 1, beforeId: decodeIdCursor(cursor) },
    );
    return toPage(rows, limit, row => [row.last_message_id], describeThread);
  },
});

const ThreadId = z.object({ id: Id.describe("The conversation's id: the correlation_id of its messages") });
const maxShown = 200;

export const threadGet = defineQuery({
  name: "thread.get",
  title: "Show a conversation",
  summary: "A conversation with its messages, oldest first, and what it led to: tasks, approvals and outputs.",
  scope: "activity:read",
  role: "viewer",
  path: "/threads/{id}",
  input: ThreadId,
  output: ThreadDetail,
  async run(context, { id }) {
    const { session, workspaceId, kernel } = context;
    const thread = await requireThread(context, id);
    const rows = await listMessages(session, workspaceId, { correlationId: id }, { limit: maxShown + 1 });
    const shown = rows.slice(0, maxShown).reverse();
    const { tasks, approvals, outputs } = await listConsequences(session, workspaceId, id);
    const takers = shown.flatMap(row => {
      const taker = row.from_domain && kernel.registry.findAnswerTaker(row.from_domain, row.topic);
      return row.requires_response && row.to_domain === null && taker ? [[row.id, taker.purpose] as const] : [];
    });
    return {
      id,
      message_count: thread.message_count,
      unread_count: thread.unread_count,
      open_count: thread.open_count,
      messages: shown.map(describeMessage),
      is_whole: rows.length <= maxShown,
      tasks: tasks.map(({ task, created_at, ...row }) => ({
        id: row.id,
        domain: row.domain,
        status: row.status,
        title: kernel.registry.find(row.domain)?.tasks.find(one => one.name === task)?.title ?? task,
        created_at: toMoment(created_at),
      })),
      approvals: approvals.map(({ task_id: _, ...row }) => row),
      outputs: outputs.map(({ task_id: _, ...row }) => row),
      takers: Object.fromEntries(takers),
    };
  },
});

const Marked = z.object({ id: z.string(), unread_count: z.number().int() });

export const threadRead = defineCommand({
  name: "thread.read",
  title: "Mark a conversation as read",
  summary: "Takes a conversation off your unread ones. Others keep theirs.",
  scope: "activity:read",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/threads/{id}/read",
  isTool: false,
  input: ThreadId,
  output: Marked,
  async run(context, { id }) {
    const { session, workspaceId, caller, clock } = context;
    await requireThread(context, id);
    const at = { workspaceId, userId: caller.userId, threadId: id, now: clock.now() };
    if (await markThreadRead(session, at)) context.changed("message", id);
    return { id, unread_count: 0 };
  },
});

export const threadUnread = defineCommand({
  name: "thread.unread",
  title: "Mark a conversation as unread",
  summary: "Puts a conversation back among your unread ones.",
  scope: "activity:read",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/threads/{id}/unread",
  isTool: false,
  input: ThreadId,
  output: Marked,
  async run(context, { id }) {
    const { session, workspaceId, caller } = context;
    const thread = await requireThread(context, id);
    await markThreadUnread(session, { workspaceId, userId: caller.userId, thread });
    context.changed("message", id);
    return { id, unread_count: Math.max(1, thread.unread_count) };
  },
});

async function requireThread(
  { session, workspaceId, caller }: Pick<OperationContext, "session" | "workspaceId" | "caller">,
  id: string,
) {
  const thread = await findThread(session, workspaceId, caller.userId, id);
  if (thread === undefined) throw new AppError("not-found", "there is no such conversation in this workspace");
  return thread;
}
