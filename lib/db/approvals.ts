/** Owns the queries over approvals and the feedback people gave on them. */
import { type Selectable, sql } from "kysely";
import { countLimit } from "./agents.ts";
import type { Session } from "./database.ts";
import type { ApprovalStatus, Approvals, Feedback } from "./types.gen.ts";

export type ApprovalRow = Selectable<Approvals>;
export type FeedbackRow = Selectable<Feedback>;
/** With the key that pages by expiry go by, at the database's own precision. */
export type ApprovalListRow = ApprovalRow & { expires_key: string };

export type ApprovalFilter = {
  status?: ApprovalStatus;
  domain?: string;
  effectKind?: string;
  taskId?: string;
  /** Left out until then; null keeps the snoozed ones in. */
  hideSnoozedAt?: Date | null;
};

export type ApprovalOrder = "newest" | "expiry" | "value";

/** Approvals in one of three orders, after the keys of the row before. */
export function listApprovals(
  session: Session,
  workspaceId: string,
  filter: ApprovalFilter,
  page: { limit: number; order: ApprovalOrder; after?: readonly (string | number | null)[] },
): Promise<ApprovalListRow[]> {
  const first = page.after?.[0];
  const last = page.after?.at(-1);
  let query = session
    .selectFrom("approvals")
    .selectAll()
    .select(sql<string>`expires_at::text`.as("expires_key"))
    .where("workspace_id", "=", workspaceId)
    .$if(filter.status !== undefined, inner => inner.where("status", "=", filter.status as ApprovalStatus))
    .$if(filter.domain !== undefined, inner => inner.where("domain", "=", filter.domain as string))
    .$if(filter.effectKind !== undefined, inner => inner.where("effect_kind", "=", filter.effectKind as string))
    .$if(filter.taskId !== undefined, inner => inner.where("task_id", "=", filter.taskId as string));
  const hideAt = filter.hideSnoozedAt;
  if (hideAt != null) {
    query = query.where(({ or, eb }) => or([eb("snoozed_until", "is", null), eb("snoozed_until", "<=", hideAt)]));
  }
  if (page.order === "expiry") {
    if (last !== undefined)
      query = query.where(sql<boolean>`(expires_at, id) > (${first}::timestamptz, ${last}::uuid)`);
    return query.orderBy("expires_at").orderBy("id").limit(page.limit).execute();
  }
  if (page.order === "value") {
    if (last !== undefined)
      query = query.where(sql<boolean>`(value_at_risk_micros, id) < (${first}::bigint, ${last}::uuid)`);
    return query.orderBy("value_at_risk_micros", "desc").orderBy("id", "desc").limit(page.limit).execute();
  }
  if (last !== undefined) query = query.where("id", "<", last as string);
  return query.orderBy("id", "desc").limit(page.limit).execute();
}

export function findApproval(session: Session, workspaceId: string, id: string): Promise<ApprovalRow | undefined> {
  return session
    .selectFrom("approvals")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export function listApprovalsOfContact(
  session: Session,
  workspaceId: string,
  contactId: string,
): Promise<ApprovalRow[]> {
  return session
    .selectFrom("approvals")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("contact_id", "=", contactId)
    .orderBy("id", "desc")
    .limit(50)
    .execute();
}

/** What people refused or changed on one approval, oldest first. */
export function listFeedback(session: Session, workspaceId: string, approvalId: string): Promise<FeedbackRow[]> {
  return session
    .selectFrom("feedback")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("approval_id", "=", approvalId)
    .orderBy("id")
    .limit(200)
    .execute();
}

/** How many approvals wait for a person, counted up to a limit, and when the next one expires. */
export async function countWaiting(
  session: Session,
  workspaceId: string,
): Promise<{ count: number; next_expires_at: Date | null }> {
  const { rows } = await sql<{ count: number; next_expires_at: Date | null }>`
    select count(*) as count, min(expires_at) as next_expires_at from (
      select expires_at from approvals where workspace_id = ${workspaceId} and status = 'pending'
      order by expires_at, id limit ${countLimit}) waiting`.execute(session);
  return rows[0] as { count: number; next_expires_at: Date | null };
}
