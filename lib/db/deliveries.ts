/** Owns the queries over deliveries, the effect ledger. */
import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Session } from "./database.ts";
import { firstIdAt } from "./id-range.ts";
import type { Deliveries, DeliveryStatus } from "./types.gen.ts";

export type DeliveryRow = Selectable<Deliveries>;

export type DeliveryFilter = {
  status?: DeliveryStatus;
  domain?: string;
  taskId?: string;
  approvalId?: string;
};

/** Deliveries, newest first, below `beforeId`. */
export function listDeliveries(
  session: Session,
  workspaceId: string,
  filter: DeliveryFilter,
  page: { limit: number; beforeId?: string },
): Promise<DeliveryRow[]> {
  return session
    .selectFrom("deliveries")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.status !== undefined, query => query.where("status", "=", filter.status as DeliveryStatus))
    .$if(filter.domain !== undefined, query => query.where("domain", "=", filter.domain as string))
    .$if(filter.taskId !== undefined, query => query.where("task_id", "=", filter.taskId as string))
    .$if(filter.approvalId !== undefined, query => query.where("approval_id", "=", filter.approvalId as string))
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

export function findDelivery(session: Session, workspaceId: string, id: string): Promise<DeliveryRow | undefined> {
  return session
    .selectFrom("deliveries")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export function listDeliveriesOfContact(
  session: Session,
  workspaceId: string,
  contactId: string,
): Promise<DeliveryRow[]> {
  return session
    .selectFrom("deliveries")
    .innerJoin("approvals", "approvals.id", "deliveries.approval_id")
    .selectAll("deliveries")
    .where("deliveries.workspace_id", "=", workspaceId)
    .where("approvals.workspace_id", "=", workspaceId)
    .where("approvals.contact_id", "=", contactId)
    .orderBy("deliveries.id", "desc")
    .limit(50)
    .execute();
}

/** The ids of what waits to leave for people who have opted out. */
export async function listIntendedToOptedOut(session: Session, workspaceId: string): Promise<string[]> {
  const rows = await session
    .selectFrom("deliveries")
    .innerJoin("approvals", "approvals.id", "deliveries.approval_id")
    .innerJoin("contacts", "contacts.id", "approvals.contact_id")
    .select("deliveries.id")
    .where("deliveries.workspace_id", "=", workspaceId)
    .where("deliveries.status", "=", "intended")
    .where("approvals.workspace_id", "=", workspaceId)
    .where("contacts.workspace_id", "=", workspaceId)
    .where("contacts.email_consent", "=", "denied")
    .execute();
  return rows.map(row => row.id);
}

/** How many deliveries since a moment have each status, over at most `limit` of the newest. */
export async function countDeliveriesByStatus(
  session: Session,
  workspaceId: string,
  options: { since: Date; limit: number },
): Promise<{ status: DeliveryStatus; count: number }[]> {
  const { rows } = await sql<{ status: DeliveryStatus; count: number }>`
    select status, count(*) as count from (
      select status from deliveries where workspace_id = ${workspaceId} and id >= ${firstIdAt(options.since)}
      order by id desc limit ${options.limit}) recent
    group by status order by status`.execute(session);
  return rows;
}
