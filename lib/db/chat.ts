/** Owns the queries over members' chats: who is linked, who is asked, and what a button stands for. */
import { type Insertable, type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import type { Approvals, ChatLinks, ChatQuestions } from "./types.gen.ts";

const linkColumns = [
  "id",
  "workspace_id",
  "user_id",
  "code_expires_at",
  "chat_name",
  "wants_approvals",
  "linked_at",
  "created_at",
] as const;
export type LinkRow = Pick<Selectable<ChatLinks>, (typeof linkColumns)[number]>;
export type QuestionRow = Selectable<ChatQuestions>;

/** The links the caller may see: one's own, and for an admin everyone's. */
export function listLinks(session: Session, workspaceId: string): Promise<LinkRow[]> {
  return session
    .selectFrom("chat_links")
    .select(linkColumns)
    .where("workspace_id", "=", workspaceId)
    .orderBy("created_at")
    .limit(500)
    .execute();
}

/** Puts an unlinked link with a fresh code in place of the member's own one. */
export async function replaceLink(session: Session, row: Insertable<ChatLinks>): Promise<LinkRow> {
  await session
    .deleteFrom("chat_links")
    .where("workspace_id", "=", row.workspace_id)
    .where("user_id", "=", row.user_id)
    .execute();
  return session.insertInto("chat_links").values(row).returning(linkColumns).executeTakeFirstOrThrow();
}

export function updateLink(
  session: Session,
  workspaceId: string,
  id: string,
  values: { wants_approvals: boolean },
): Promise<LinkRow | undefined> {
  return session
    .updateTable("chat_links")
    .set(values)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returning(linkColumns)
    .executeTakeFirst();
}

/** The link that was deleted, or undefined. */
export function deleteLink(session: Session, workspaceId: string, id: string): Promise<LinkRow | undefined> {
  return session
    .deleteFrom("chat_links")
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .returning(linkColumns)
    .executeTakeFirst();
}

export type ChatPerson = { chatUserId: string; chatId: string; name: string };

/** Uses a code up: links whoever sent it, once. Undefined when no such code is good now. Needs a worker's session. */
export function claimLink(
  session: Session,
  workspaceId: string,
  codeHash: Buffer,
  person: ChatPerson,
  now: Date,
): Promise<{ id: string; user_id: string } | undefined> {
  return session
    .updateTable("chat_links")
    .set({
      code_hash: null,
      code_expires_at: null,
      chat_user_id: person.chatUserId,
      chat_id: person.chatId,
      chat_name: person.name,
      linked_at: now,
    })
    .where("workspace_id", "=", workspaceId)
    .where("code_hash", "=", codeHash)
    .where("code_expires_at", ">", now)
    .where("linked_at", "is", null)
    .returning(["id", "user_id"])
    .executeTakeFirst();
}

/** The link of a person in the chat. Needs a worker's session. */
export function findLinkOfChatUser(session: Session, workspaceId: string, chatUserId: string) {
  return session
    .selectFrom("chat_links")
    .select(["id", "user_id", "chat_id"])
    .where("workspace_id", "=", workspaceId)
    .where("chat_user_id", "=", chatUserId)
    .executeTakeFirst();
}

/** Who is to be asked: linked members who want it and may decide. Needs a worker's session. */
export function listAskable(session: Session, workspaceId: string) {
  return session
    .selectFrom("chat_links")
    .innerJoin("members", join =>
      join
        .onRef("members.workspace_id", "=", "chat_links.workspace_id")
        .onRef("members.user_id", "=", "chat_links.user_id"),
    )
    .select(["chat_links.id", "chat_links.chat_id", "chat_links.user_id"])
    .where("chat_links.workspace_id", "=", workspaceId)
    .where("chat_links.linked_at", "is not", null)
    .where("chat_links.wants_approvals", "=", true)
    .where("members.role", ">=", "member")
    .orderBy("chat_links.id")
    .execute();
}

export type PendingApproval = Pick<
  Selectable<Approvals>,
  | "id"
  | "domain"
  | "task"
  | "effect_kind"
  | "account"
  | "preview"
  | "why"
  | "digest"
  | "is_untrusted"
  | "author_kind"
  | "expires_at"
>;

/** Those of some approvals that wait for somebody to approve them now. Needs a worker's session. */
export function listPending(
  session: Session,
  workspaceId: string,
  ids: readonly string[],
  now: Date,
): Promise<PendingApproval[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return session
    .selectFrom("approvals")
    .select([
      "id",
      "domain",
      "task",
      "effect_kind",
      "account",
      "preview",
      "why",
      "digest",
      "is_untrusted",
      "author_kind",
      "expires_at",
    ])
    .where("workspace_id", "=", workspaceId)
    .where("id", "in", ids)
    .where("status", "=", "pending")
    .where("mode", "=", "approval")
    .where("expires_at", ">", now)
    .orderBy("expires_at")
    .orderBy("id")
    .execute();
}

/** The question that was put for exactly this, if it was. */
export function findQuestion(session: Session, linkId: string, approvalId: string, digest: string) {
  return session
    .selectFrom("chat_questions")
    .selectAll()
    .where("link_id", "=", linkId)
    .where("approval_id", "=", approvalId)
    .where("digest", "=", digest)
    .executeTakeFirst();
}

/** Writes a question down before it is sent. One that is put again gets a new token: only the latest message's buttons count. */
export async function putQuestion(
  session: Session,
  row: Pick<
    QuestionRow,
    "id" | "workspace_id" | "link_id" | "approval_id" | "digest" | "token_hash" | "is_whole" | "asked_at"
  >,
): Promise<string> {
  const { token_hash, is_whole, asked_at } = row;
  const put = await session
    .insertInto("chat_questions")
    .values(row)
    .onConflict(conflict =>
      conflict
        .columns(["link_id", "approval_id", "digest"])
        .doUpdateSet({ token_hash, is_whole, asked_at, message_id: null, outcome: null, answered_at: null }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  return put.id;
}

export async function noteAsked(session: Session, workspaceId: string, id: string, messageId: string): Promise<void> {
  await session
    .updateTable("chat_questions")
    .set({ message_id: messageId })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .execute();
}

export async function noteAnswered(
  session: Session,
  workspaceId: string,
  id: string,
  answer: { outcome: string; at: Date },
): Promise<void> {
  await session
    .updateTable("chat_questions")
    .set({ outcome: answer.outcome, answered_at: answer.at })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .execute();
}

/** What a button's token stands for, and who may press it. Needs a worker's session. */
export function findPressed(session: Session, workspaceId: string, tokenHash: Buffer) {
  return session
    .selectFrom("chat_questions as q")
    .innerJoin("chat_links as l", join =>
      join.onRef("l.workspace_id", "=", "q.workspace_id").onRef("l.id", "=", "q.link_id"),
    )
    .select([
      "q.id",
      "q.approval_id",
      "q.digest",
      "q.message_id",
      "q.is_whole",
      "q.outcome",
      "q.link_id",
      "l.user_id",
      "l.chat_user_id",
      "l.chat_id",
    ])
    .where("q.workspace_id", "=", workspaceId)
    .where("q.token_hash", "=", tokenHash)
    .where(sql<boolean>`l.linked_at is not null`)
    .executeTakeFirst();
}
