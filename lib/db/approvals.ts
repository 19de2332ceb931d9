/** Owns the queries over approvals and the feedback people gave on them. */
import { type RawBuilder, type Selectable, sql } from "kysely";
import { countLimit } from "./agents.ts";
import type { Session } from "./database.ts";
import type { ApprovalStatus, Approvals, Feedback } from "./types.gen.ts";

export type ApprovalRow = Selectable<Approvals>;
export type FeedbackRow = Selectable<Feedback>;
/** With the key that pages by expiry go by, at the database's own precision. */
export type ApprovalListRow = ApprovalRow & { expires_key: string };

/** With its place in the order by attention. */
export type RankedApprovalRow = ApprovalRow & { attention_key: number };

export type ApprovalFilter = {
  status?: ApprovalStatus;
  domain?: string;
  effectKind?: string;
  taskId?: string;
  mode?: "approval" | "suggestion";
  /** Left out until then; null keeps the snoozed ones in. */
  hideSnoozedAt?: Date | null;
  /** True leaves out what a running bulk decision is about to decide. */
  hidesBulk?: boolean;
};

export type ApprovalOrder = "newest" | "expiry" | "value";

/** How people judged what one agent proposed of one kind: their latest decisions, and how many of those changed or refused it. */
export type JudgedRow = { domain: string; effect_kind: string; judged: number; changed: number };

/** What the order by attention reckons with, as lib/kernel/attention.ts describes it. */
export type AttentionConstants = {
  returnSeconds: number;
  unknownValueMicros: number;
  priorWeight: number;
  recordSize: number;
};

/** Approvals in one of three orders, after the keys of the row before. */
export function listApprovals(
  session: Session,
  workspaceId: string,
  filter: ApprovalFilter,
  page: { limit: number; order: ApprovalOrder; after?: readonly (string | number | null)[] },
): Promise<ApprovalListRow[]> {
  const first = page.after?.[0];
  const last = page.after?.at(-1);
  const query = session
    .selectFrom("approvals")
    .selectAll()
    .select(sql<string>`expires_at::text`.as("expires_key"))
    .where(matchApprovals(workspaceId, filter));
  if (page.order === "expiry") {
    return query
      .$if(last !== undefined, inner =>
        inner.where(sql<boolean>`(expires_at, id) > (${first}::timestamptz, ${last}::uuid)`),
      )
      .orderBy("expires_at")
      .orderBy("id")
      .limit(page.limit)
      .execute();
  }
  if (page.order === "value") {
    const value = sql`coalesce(value_at_risk_micros, 0)`;
    return query
      .$if(last !== undefined, inner => inner.where(sql<boolean>`(${value}, id) < (${first}::bigint, ${last}::uuid)`))
      .orderBy(value, "desc")
      .orderBy("id", "desc")
      .limit(page.limit)
      .execute();
  }
  return query
    .$if(last !== undefined, inner => inner.where("id", "<", last as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

/** The condition of a filter, for every statement that lists, counts or takes what matches. */
export function matchApprovals(workspaceId: string, filter: ApprovalFilter): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`approvals.workspace_id = ${workspaceId}`];
  if (filter.status !== undefined) parts.push(sql`approvals.status = ${filter.status}::approval_status`);
  if (filter.domain !== undefined) parts.push(sql`approvals.domain = ${filter.domain}`);
  if (filter.effectKind !== undefined) parts.push(sql`approvals.effect_kind = ${filter.effectKind}`);
  if (filter.taskId !== undefined) parts.push(sql`approvals.task_id = ${filter.taskId}`);
  if (filter.mode !== undefined) parts.push(sql`approvals.mode = ${filter.mode}::approval_mode`);
  if (filter.hideSnoozedAt != null)
    parts.push(sql`(approvals.snoozed_until is null or approvals.snoozed_until <= ${filter.hideSnoozedAt})`);
  if (filter.hidesBulk === true)
    parts.push(sql`approvals.id not in (
      select i.approval_id from bulk_decisions b join bulk_decision_items i on i.bulk_id = b.id and i.status = 'waiting'
      where b.workspace_id = ${workspaceId} and b.status = 'running')`);
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

/** How many approvals match a filter. */
export async function countApprovals(session: Session, workspaceId: string, filter: ApprovalFilter): Promise<number> {
  const { count } = await session
    .selectFrom("approvals")
    .select(sql<number>`count(*)`.as("count"))
    .where(matchApprovals(workspaceId, filter))
    .executeTakeFirstOrThrow();
  return count;
}

/** The latest judgements of people up to a moment, for each agent and kind of effect that has pending approvals, or for one of them. */
export async function listJudged(
  session: Session,
  workspaceId: string,
  { at, size, pair }: { at: Date; size: number; pair?: { domain: string; effectKind: string } },
): Promise<JudgedRow[]> {
  const pairs =
    pair === undefined
      ? sql`select distinct domain, effect_kind from approvals where workspace_id = ${workspaceId} and status = 'pending'`
      : sql`select ${pair.domain}::text as domain, ${pair.effectKind}::text as effect_kind`;
  const { rows } = await sql<JudgedRow>`
    select p.domain, p.effect_kind, r.judged, r.changed from (${pairs}) p cross join lateral (
      select count(*) as judged, count(*) filter (where status = 'rejected' or revision > 1) as changed from (
        select status, revision from approvals
        where workspace_id = ${workspaceId} and domain = p.domain and effect_kind = p.effect_kind
          and decided_via = 'person' and status in ('approved', 'rejected', 'done') and decided_at <= ${at}
        order by decided_at desc limit ${size}) latest) r`.execute(session);
  return rows;
}

/**
 * Pending approvals by the attention they deserve at a moment, after the score and id of the row before. The same moment and
 * the same judgements give the same scores, so that pages neither repeat nor miss a row. Reckons as weighAttention does.
 */
export async function rankApprovals(
  session: Session,
  workspaceId: string,
  filter: ApprovalFilter,
  page: {
    limit: number;
    at: Date;
    constants: AttentionConstants;
    judged: readonly JudgedRow[];
    after?: readonly [score: number, id: string];
  },
): Promise<RankedApprovalRow[]> {
  const { constants, after } = page;
  const weight = sql`${constants.priorWeight}::float8`;
  const secondsLeft = sql`greatest(extract(epoch from approvals.expires_at - ${page.at}::timestamptz)::float8, 0)`;
  const lapse = sql`${constants.returnSeconds}::float8 / (${constants.returnSeconds}::float8 + ${secondsLeft})`;
  const change = sql`(coalesce(j.changed, 0) + ${weight} * (1 - coalesce(approvals.confidence, 0.5))) / (coalesce(j.judged, 0) + ${weight})`;
  const value = sql`coalesce(approvals.value_at_risk_micros, ${constants.unknownValueMicros}::bigint)::float8 / 1000000`;
  const { rows } = await sql<RankedApprovalRow>`
    with ranked as materialized (
      select id as ranked_id, attention_key from (
        select approvals.id, ${value} * (${lapse}) * (1 + ${change}) as attention_key
        from approvals left join jsonb_to_recordset(${JSON.stringify(page.judged)}::jsonb)
          as j(domain text, effect_kind text, judged float8, changed float8)
          on j.domain = approvals.domain and j.effect_kind = approvals.effect_kind
        where ${matchApprovals(workspaceId, filter)}) scored
      where ${after === undefined ? sql`true` : sql`(attention_key, id) < (${after[0]}::float8, ${after[1]}::uuid)`}
      order by attention_key desc, id desc limit ${page.limit})
    select approvals.*, attention_key from ranked join approvals on approvals.id = ranked_id
    order by attention_key desc, id desc`.execute(session);
  return rows;
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
