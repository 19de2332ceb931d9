/** Owns the reading of the outreach queue: who is to be written to, when, and what became of it. */
import { type Selectable, type SqlBool, sql } from "kysely";
import type { Session } from "./database.ts";
import { readMomentKey, writeMomentKey } from "./keyset.ts";
import type { OutreachQueue, OutreachStage, OutreachStatus } from "./types.gen.ts";

export type QueueRow = Selectable<OutreachQueue> & { contact_name: string; contact_email: string | null };

export type QueueFilter = {
  /** Planned, drafted or waiting for a decision; or everything else. */
  isWaiting?: boolean;
  status?: OutreachStatus;
  stage?: OutreachStage;
  contactId?: string;
};

function selectQueue(session: Session, workspaceId: string) {
  return session
    .selectFrom("outreach_queue as q")
    .innerJoin("contacts as c", join => join.onRef("c.id", "=", "q.contact_id").on("c.workspace_id", "=", workspaceId))
    .selectAll("q")
    .select(["c.name as contact_name", "c.email as contact_email"])
    .where("q.workspace_id", "=", workspaceId);
}

/** Planned messages by when they are due; `due_key` leads to the next page, with the id. */
export function listQueue(
  session: Session,
  workspaceId: string,
  filter: QueueFilter,
  page: { limit: number; order: "soonest" | "latest"; after?: readonly [dueKey: number, id: string] },
): Promise<(QueueRow & { due_key: number })[]> {
  const direction = page.order === "soonest" ? "asc" : "desc";
  const compare = sql.raw(page.order === "soonest" ? ">" : "<");
  return selectQueue(session, workspaceId)
    .select(writeMomentKey("q.due_at").as("due_key"))
    .$if(filter.isWaiting === true, query => query.where("q.status", "in", ["queued", "drafted", "proposed"]))
    .$if(filter.isWaiting === false, query => query.where("q.status", "not in", ["queued", "drafted", "proposed"]))
    .$if(filter.status !== undefined, query => query.where("q.status", "=", filter.status as OutreachStatus))
    .$if(filter.stage !== undefined, query => query.where("q.stage", "=", filter.stage as OutreachStage))
    .$if(filter.contactId !== undefined, query => query.where("q.contact_id", "=", filter.contactId as string))
    .$if(page.after !== undefined, query => {
      const [key, id] = page.after as readonly [number, string];
      return query.where(sql<SqlBool>`(q.due_at, q.id) ${compare} (${readMomentKey(key)}, ${id}::uuid)`);
    })
    .orderBy("q.due_at", direction)
    .orderBy("q.id", direction)
    .limit(page.limit)
    .execute();
}

export function findQueued(session: Session, workspaceId: string, id: string): Promise<QueueRow | undefined> {
  return selectQueue(session, workspaceId).where("q.id", "=", id).executeTakeFirst();
}
