/** Owns the queries over messages. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import type { Messages } from "./types.gen.ts";

export type MessageRow = Selectable<Messages>;

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
