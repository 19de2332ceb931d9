/** Owns the operations on chat links: a member ties their own chat account to themselves by a code that is good once. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { hashSecret } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { deleteLink, type LinkRow, listLinks, replaceLink, updateLink } from "#lib/db/chat.ts";
import { listSources } from "#lib/db/webhooks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { openChat } from "#lib/kernel/chat-connection.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { Id, Moment, toMoment, toMomentOrNull } from "./shapes/fields.ts";

const codeMinutes = 15;

const ChatLink = z
  .object({
    id: z.string(),
    user_id: z.string(),
    is_linked: z.boolean().describe("False while the code has not come in from the chat"),
    chat_name: z.string().nullable().describe("What the account is called in the chat"),
    wants_approvals: z.boolean().describe("Whether this member is asked there"),
    linked_at: Moment.nullable(),
    code_expires_at: Moment.nullable(),
    created_at: Moment,
  })
  .meta({ id: "ChatLink" });

function describeLink(row: LinkRow): z.infer<typeof ChatLink> {
  return {
    id: row.id,
    user_id: row.user_id,
    is_linked: row.linked_at !== null,
    chat_name: row.chat_name,
    wants_approvals: row.wants_approvals,
    linked_at: toMomentOrNull(row.linked_at),
    code_expires_at: toMomentOrNull(row.code_expires_at),
    created_at: toMoment(row.created_at),
  };
}

export const chatList = defineQuery({
  name: "chat.list",
  title: "List linked chats",
  summary: "The caller's own chat account and, for an admin, everybody's.",
  scope: "approvals:read",
  role: "viewer",
  path: "/chat-links",
  isTool: false,
  input: z.object({}),
  output: z.object({ data: z.array(ChatLink), next_cursor: z.string().nullable() }),
  async run({ session, workspaceId }) {
    return { data: (await listLinks(session, workspaceId)).map(describeLink), next_cursor: null };
  },
});

export const chatLink = defineCommand({
  name: "chat.link",
  title: "Link my chat",
  summary:
    "Makes a code that links the caller's own chat account when it is sent to the bot. A link there was before ends.",
  scope: "approvals:write",
  role: "member",
  method: "POST",
  status: 201,
  path: "/chat-links",
  tellsSecret: true,
  isTool: false,
  input: z.object({}),
  output: ChatLink.extend({
    code: z.string().describe("Sent to the bot as /start CODE: good once, for a quarter of an hour"),
    chat_url: z.string().describe("Opens the chat with the bot, with the code filled in"),
  }).meta({ id: "NewChatLink" }),
  async run(context) {
    const { session, workspaceId, caller, kernel, clock } = context;
    const sources = await listSources(session, workspaceId, { limit: 200 });
    if (!sources.some(({ kind, is_enabled }) => kind === "telegram" && is_enabled))
      throw new AppError(
        "conflict",
        "add a webhook source of the kind telegram first: without it the bot hears nothing",
      );
    const bot = await kernel.asWorker(workspaceId, worker => openChat(kernel.connectors, worker, workspaceId));
    if (bot === null) throw new AppError("conflict", "connect Telegram first, under Connections");
    const address = await bot.readAddress({ signal: AbortSignal.timeout(15_000) });
    const code = randomBytes(24).toString("base64url");
    const row = await replaceLink(session, {
      id: createId(),
      workspace_id: workspaceId,
      user_id: caller.userId,
      code_hash: hashSecret(code),
      code_expires_at: new Date(clock.now().getTime() + codeMinutes * 60_000),
    });
    await tell(context, row, "chat.code-made", "made a code to link their chat");
    return { ...describeLink(row), code, chat_url: `${address}?start=${code}` };
  },
});

export const chatUpdate = defineCommand({
  name: "chat.update",
  title: "Change my linked chat",
  summary: "Says whether the caller is asked in the chat when something waits for a decision.",
  scope: "approvals:write",
  role: "viewer",
  method: "PATCH",
  status: 200,
  path: "/chat-links/{id}",
  isTool: false,
  input: z.object({
    id: Id.describe("The link's id"),
    wants_approvals: z.boolean().describe("Whether to be asked there"),
  }),
  output: ChatLink,
  async run(context, { id, wants_approvals }) {
    const row = await updateLink(context.session, context.workspaceId, id, { wants_approvals });
    if (row === undefined) throw refuseUnknown();
    await tell(
      context,
      row,
      "chat.updated",
      `${wants_approvals ? "wants" : "no longer wants"} to be asked in the chat`,
    );
    return describeLink(row);
  },
});

export const chatUnlink = defineCommand({
  name: "chat.unlink",
  title: "Unlink a chat",
  summary: "Ends a link at once: presses from there decide nothing any more. An admin may end anybody's.",
  scope: "approvals:write",
  role: "viewer",
  method: "DELETE",
  status: 200,
  path: "/chat-links/{id}",
  isTool: false,
  input: z.object({ id: Id.describe("The link's id") }),
  output: ChatLink,
  async run(context, { id }) {
    const row = await deleteLink(context.session, context.workspaceId, id);
    if (row === undefined) throw refuseUnknown();
    await tell(
      context,
      row,
      "chat.unlinked",
      `unlinked the chat account ${row.chat_name ?? "that was not linked yet"}`,
    );
    return describeLink(row);
  },
});

function refuseUnknown(): AppError {
  return new AppError("not-found", "there is no such linked chat, or it is not yours to change");
}

async function tell(
  { session, workspaceId, actor, changed }: OperationContext,
  row: LinkRow,
  verb: `${string}.${string}`,
  summary: string,
): Promise<void> {
  await recordActivity(session, workspaceId, actor, [{ verb, entity: "chat-link", entityId: row.id, summary }]);
  changed("chat-link", row.id);
}
