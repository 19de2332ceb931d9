/** Owns the queries over messages and their conversations. Lists walk an index from the newest id; none counts or skips. */
import { type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import type { Messages, MessageThreads, MessageType } from "./types.gen.ts";

export type MessageRow = Selectable<Messages>;
export type ThreadRow = Selectable<MessageThreads>;

export type MessageFilter = { correlationId?: string; domain?: string; taskId?: string };

/** Messages, newest first, below `beforeId`. A domain's messages are those it wrote and those it was sent. */
export async function listMessages(
  session: Session,
  workspaceId: string,
  filter: MessageFilter,
  page: { limit: number; beforeId?: string },
): Promise<MessageRow[]> {
  const base = session
    .selectFrom("messages")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.correlationId !== undefined, query =>
      query.where("correlation_id", "=", filter.correlationId as string),
    )
    .$if(filter.taskId !== undefined, query => query.where("task_id", "=", filter.taskId as string))
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit);
  const { domain } = filter;
  if (domain === undefined) return base.execute();
  // Two index walks instead of one OR: each stops at the page's length.
  const sent = await base.where("from_domain", "=", domain).execute();
  const received = await base.where("to_domain", "=", domain).execute();
  const byId = new Map([...sent, ...received].map(row => [row.id, row]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, page.limit);
}

/** The message that a task was started to answer. */
export function findMessageHandledBy(
  session: Session,
  workspaceId: string,
  taskId: string,
): Promise<MessageRow | undefined> {
  return session
    .selectFrom("messages")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("handled_by_task_id", "=", taskId)
    .executeTakeFirst();
}

export function findMessage(session: Session, workspaceId: string, id: string): Promise<MessageRow | undefined> {
  return session
    .selectFrom("messages")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export type ThreadFilter = {
  domain?: string;
  type?: MessageType;
  /** Only those with a message that waits for an answer by a person. */
  isWaiting?: boolean;
  /** Only those with messages that this member has not read. */
  unreadBy?: string;
};

export type ListedThread = ThreadRow & {
  unread_count: number;
  first: MessageRow;
  last: MessageRow;
  /** The earliest deadline of what waits for a person. */
  waits_until: Date | null;
};

/**
 * Conversations, the one with the latest message first, below `beforeId`, the id of a latest message. One filter leads: its index
 * gives the order, and the others are looked up conversation by conversation.
 */
export async function listThreads(
  session: Session,
  workspaceId: string,
  me: string,
  filter: ThreadFilter,
  page: { limit: number; beforeId?: string },
): Promise<ListedThread[]> {
  const { rows } = await selectThreads(workspaceId, me, filter, page).execute(session);
  const ends = await listByIds(
    session,
    workspaceId,
    rows.flatMap(row => [row.first_message_id, row.last_message_id]),
  );
  return rows.flatMap(row => {
    const first = ends.get(row.first_message_id);
    const last = ends.get(row.last_message_id);
    return first === undefined || last === undefined ? [] : [{ ...row, first, last }];
  });
}

/** The page itself, in one statement. */
function selectThreads(
  workspaceId: string,
  me: string,
  filter: ThreadFilter,
  page: { limit: number; beforeId?: string },
) {
  const marks = [
    ...(filter.isWaiting === true ? ["waits"] : []),
    ...(filter.domain === undefined ? [] : [`agent:${filter.domain}`]),
    ...(filter.type === undefined ? [] : [`type:${filter.type}`]),
  ];
  const [first, ...others] = marks;
  const [source, idOf] =
    filter.unreadBy !== undefined
      ? [sql`message_unread k where k.user_id = ${filter.unreadBy} and`, sql`k.thread_id`]
      : first !== undefined
        ? [sql`message_thread_marks k where k.mark = ${first} and`, sql`k.thread_id`]
        : [sql`message_threads k where`, sql`k.id`];
  const rest = (filter.unreadBy === undefined ? others : marks).map(
    mark => sql` and exists (select from message_thread_marks m
      where m.workspace_id = ${workspaceId} and m.thread_id = ${idOf} and m.mark = ${mark})`,
  );
  const before = page.beforeId === undefined ? sql`` : sql` and k.last_message_id < ${page.beforeId}::uuid`;
  return sql<ThreadRow & { unread_count: number; waits_until: Date | null }>`
    select t.*, coalesce(u.message_count, 0) as unread_count, w.waits_until
    from (
      select ${idOf} as id, k.last_message_id from ${source} k.workspace_id = ${workspaceId}
        ${rest.length === 0 ? sql`` : sql.join(rest, sql` `)}${before}
      order by k.last_message_id desc limit ${page.limit}) chosen
    -- Row by row through their keys, however few there are: a page never reads what it does not show.
    join lateral (
      select * from message_threads t where t.workspace_id = ${workspaceId} and t.id = chosen.id limit 1) t on true
    left join lateral (
      select message_count from message_unread u
      where u.workspace_id = ${workspaceId} and u.user_id = ${me} and u.thread_id = t.id limit 1) u on true
    left join lateral (
      select min(m.deadline_at) as waits_until from messages m
      where t.open_count > 0 and m.workspace_id = ${workspaceId} and m.correlation_id = t.id
        and m.requires_response and m.to_domain is null and m.answered_at is null) w on true
    order by chosen.last_message_id desc`;
}

async function listByIds(
  session: Session,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, MessageRow>> {
  if (ids.length === 0) return new Map();
  const rows = await session
    .selectFrom("messages")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map(row => [row.id, row]));
}

/** A conversation as a list shows it, by its own id. */
export async function findThread(
  session: Session,
  workspaceId: string,
  me: string,
  id: string,
): Promise<(ThreadRow & { unread_count: number }) | undefined> {
  const { rows } = await sql<ThreadRow & { unread_count: number }>`
    select t.*, coalesce(u.message_count, 0) as unread_count
    from message_threads t
    left join message_unread u on u.workspace_id = t.workspace_id and u.thread_id = t.id and u.user_id = ${me}
    where t.workspace_id = ${workspaceId} and t.id = ${id}`.execute(session);
  return rows[0];
}

/** What a conversation led to: its tasks, the latest first, and what those proposed and made. */
export async function listConsequences(session: Session, workspaceId: string, threadId: string) {
  const tasks = await session
    .selectFrom("tasks")
    .select(["id", "domain", "task", "status", "created_at"])
    .where("workspace_id", "=", workspaceId)
    .where("correlation_id", "=", threadId)
    .orderBy("id", "desc")
    .limit(20)
    .execute();
  if (tasks.length === 0) return { tasks, approvals: [], outputs: [] };
  const ids = tasks.map(task => task.id);
  const approvals = await session
    .selectFrom("approvals")
    .select(["id", "recipient", "effect_kind", "status", "task_id"])
    .where("workspace_id", "=", workspaceId)
    .where("task_id", "in", ids)
    .orderBy("id", "desc")
    .limit(20)
    .execute();
  const outputs = await session
    .selectFrom("outputs")
    .select(["id", "title", "kind", "status", "task_id"])
    .where("workspace_id", "=", workspaceId)
    .where("task_id", "in", ids)
    .orderBy("id", "desc")
    .limit(20)
    .execute();
  return { tasks, approvals, outputs };
}

/** Marks a conversation as read by a member; where nobody had, its messages to people as read at all. Returns whether anything was unread. */
export async function markThreadRead(
  session: Session,
  at: { workspaceId: string; userId: string; threadId: string; now: Date },
): Promise<boolean> {
  const cleared = await session
    .deleteFrom("message_unread")
    .where("workspace_id", "=", at.workspaceId)
    .where("user_id", "=", at.userId)
    .where("thread_id", "=", at.threadId)
    .executeTakeFirstOrThrow();
  if (Number(cleared.numDeletedRows) === 0) return false;
  await session
    .updateTable("messages")
    .set({ read_at: at.now })
    .where("workspace_id", "=", at.workspaceId)
    .where("correlation_id", "=", at.threadId)
    .where("to_domain", "is", null)
    .where("read_at", "is", null)
    .execute();
  return true;
}

/** Marks a conversation as unread for a member: as if its latest message had just come. */
export async function markThreadUnread(
  session: Session,
  { workspaceId, userId, thread }: { workspaceId: string; userId: string; thread: ThreadRow },
): Promise<void> {
  await session
    .insertInto("message_unread")
    .values({
      workspace_id: workspaceId,
      user_id: userId,
      thread_id: thread.id,
      last_message_id: thread.last_message_id,
      message_count: 1,
    })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}
