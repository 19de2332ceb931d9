/** Owns the rows behind each count of a day: the same conditions as the counting, row by row, so that both always agree. */
import { type RawBuilder, sql } from "kysely";
import { addDays, answerDays, selectAnswer, startOf } from "./daily-metrics.ts";
import type { Session } from "./database.ts";
import { firstIdAt } from "./id-range.ts";
import { readMomentKey, writeMomentKey } from "./keyset.ts";

/** What a number counts: the names of the counts, and those that several of them add up to. */
export const measureNames = [
  "tasks_succeeded",
  "tasks_failed",
  "tasks_ended",
  "proposed",
  "approved_unedited",
  "approved_edited",
  "done",
  "rejected",
  "expired",
  "approved_by_policy",
  "approved",
  "accepted",
  "decided",
  "delivered",
  "kept",
  "delivery_failed",
  "delivery_unknown",
  "addressed",
  "answered",
  "unanswered",
  "model_calls",
] as const;
export type MeasureName = (typeof measureNames)[number];

export type MeasureFilter = {
  measure: MeasureName;
  /** UTC days, both included. */
  from: string;
  to: string;
  domain?: string;
  task?: string;
  effectKind?: string;
  /** Only rejections with this reason, whatever its case and surrounding space. */
  reason?: string;
};

export type MeasuredRow = {
  kind: "task" | "approval" | "delivery" | "model-call";
  id: string;
  at: Date;
  at_key: number;
  domain: string;
  task: string;
  effect_kind: string | null;
  task_id: string | null;
  approval_id: string | null;
  /** Whom it went to, or the model that was asked. */
  about: string | null;
  status: string | null;
  /** A rejection's reason, an error, what a model was asked for. */
  note: string | null;
  /** How long a decision took, in seconds. */
  seconds: number | null;
  amount_micros: number | null;
};

type Source = { columns: RawBuilder<MeasuredRow>; from: RawBuilder<unknown>; moment: string; id: string };

const none = sql`null::text`;
const isRefusal = sql`status = 'rejected'`;
const decisions: Partial<Record<MeasureName, RawBuilder<unknown>>> = {
  approved_unedited: sql`status = 'approved' and decided_via = 'person' and revision = 1`,
  approved_edited: sql`status = 'approved' and decided_via = 'person' and revision > 1`,
  done: sql`status = 'done'`,
  rejected: isRefusal,
  expired: sql`status = 'expired'`,
  approved_by_policy: sql`status = 'approved' and decided_via = 'policy'`,
  approved: sql`status in ('approved', 'done')`,
  accepted: sql`(status = 'approved' and decided_via = 'person' or status = 'done')`,
  decided: sql`decided_via = 'person' and status in ('approved', 'rejected', 'done')`,
};
const isSent = sql`d.status = 'confirmed' and d.evidence ->> 'kept' is distinct from 'true'`;
const isAnswered = sql`exists (${selectAnswer(sql`date_trunc('day', d.finished_at, 'UTC') + ${1 + answerDays} * interval '1 day'`)})`;
const ends: Partial<Record<MeasureName, RawBuilder<unknown>>> = {
  delivered: isSent,
  kept: sql`d.status = 'confirmed' and d.evidence ->> 'kept' = 'true'`,
  delivery_failed: sql`d.status = 'failed'`,
  delivery_unknown: sql`d.status = 'unknown'`,
  addressed: sql`${isSent} and d.contact_id is not null`,
  answered: sql`${isSent} and d.contact_id is not null and ${isAnswered}`,
  unanswered: sql`${isSent} and d.contact_id is not null and not ${isAnswered}`,
};
const tasks: Partial<Record<MeasureName, RawBuilder<unknown>>> = {
  tasks_succeeded: sql`status in ('completed', 'awaiting_approval')`,
  tasks_failed: sql`status = 'failed'`,
  tasks_ended: sql`status in ('completed', 'awaiting_approval', 'failed')`,
};

/** The rows behind a number, latest first, after the row with the given keys. */
export async function listMeasuredRows(
  session: Session,
  workspaceId: string,
  filter: MeasureFilter,
  page: { limit: number; after?: readonly [atKey: number, id: string] },
): Promise<MeasuredRow[]> {
  const { columns, from, moment, id } = describeSource(workspaceId, filter);
  const after =
    page.after === undefined
      ? sql``
      : sql`and (${sql.ref(moment)}, ${sql.ref(id)}) < (${readMomentKey(page.after[0])}, ${page.after[1]}::uuid)`;
  const { rows } = await sql<MeasuredRow>`
    select ${columns}, ${sql.ref(moment)} as at, ${writeMomentKey(moment)} as at_key ${from} ${after}
    order by ${sql.ref(moment)} desc, ${sql.ref(id)} desc limit ${page.limit}`.execute(session);
  return rows;
}

/** How many rows are behind a number, counted up to `most`. */
export async function countMeasuredRows(
  session: Session,
  workspaceId: string,
  filter: MeasureFilter,
  most: number,
): Promise<number> {
  const { from } = describeSource(workspaceId, filter);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 ${from} limit ${most}) behind`.execute(session);
  return rows[0]?.count ?? 0;
}

function describeSource(workspaceId: string, filter: MeasureFilter): Source {
  const { measure } = filter;
  const [from, to] = [startOf(filter.from), startOf(addDays(filter.to, 1))];
  const within = (column: RawBuilder<unknown>) =>
    sql`${column} >= ${from}::timestamptz and ${column} < ${to}::timestamptz`;
  const idWithin = (column: string) =>
    sql`${sql.ref(column)} >= ${firstIdAt(from)}::uuid and ${sql.ref(column)} < ${firstIdAt(to)}::uuid`;
  const and = (column: string, value: string | undefined) =>
    value === undefined ? sql`` : sql`and ${sql.ref(column)} = ${value}`;

  const task = tasks[measure];
  if (task !== undefined) {
    return {
      moment: "finished_at",
      id: "id",
      columns: sql`'task' as kind, id, domain, task, ${none} as effect_kind, id as task_id, null::uuid as approval_id, ${none} as about,
        status::text as status, error ->> 'message' as note, null::float8 as seconds, cost_micros as amount_micros`,
      from: sql`from tasks where workspace_id = ${workspaceId}::uuid and ${within(sql`finished_at`)} and not is_dry_run and ${task}
        ${and("domain", filter.domain)} ${and("task", filter.task)} ${filter.effectKind === undefined ? sql`` : sql`and false`}`,
    };
  }
  const end = ends[measure];
  if (end !== undefined) {
    return {
      moment: "d.ended_at",
      id: "d.id",
      columns: sql`'delivery' as kind, d.id, d.domain, a.task, d.effect_kind, d.task_id, d.approval_id, d.recipient as about,
        d.status::text as status, d.error ->> 'reason' as note, null::float8 as seconds, null::bigint as amount_micros`,
      from: sql`from (select *, coalesce(finished_at, sending_at) as ended_at from deliveries
          where workspace_id = ${workspaceId}::uuid and ${within(sql`coalesce(finished_at, sending_at)`)}) d
        join approvals a on a.id = d.approval_id and a.workspace_id = d.workspace_id
        where ${end} ${and("d.domain", filter.domain)} ${and("a.task", filter.task)} ${and("d.effect_kind", filter.effectKind)}`,
    };
  }
  if (measure === "model_calls") {
    return {
      moment: "c.created_at",
      id: "c.id",
      columns: sql`'model-call' as kind, c.id, c.domain, coalesce(t.task, '') as task, ${none} as effect_kind, c.task_id,
        null::uuid as approval_id, c.model as about, case when c.error is null then null else 'failed' end as status,
        coalesce(c.error, c.purpose) as note, null::float8 as seconds, c.cost_micros as amount_micros`,
      from: sql`from model_calls c left join tasks t on t.id = c.task_id and t.workspace_id = c.workspace_id
        where c.workspace_id = ${workspaceId}::uuid and ${idWithin("c.id")} and t.is_dry_run is not true
        ${and("c.domain", filter.domain)} ${and("t.task", filter.task)} ${filter.effectKind === undefined ? sql`` : sql`and false`}`,
    };
  }
  const decision = decisions[measure];
  const approvals = decision === undefined ? idWithin("id") : sql`${within(sql`decided_at`)} and ${decision}`;
  const reason =
    filter.reason === undefined
      ? sql``
      : sql`and lower(btrim(decision_reason)) = lower(btrim(${filter.reason}::text)) and ${isRefusal}`;
  return {
    moment: decision === undefined ? "created_at" : "decided_at",
    id: "id",
    columns: sql`'approval' as kind, id, domain, task, effect_kind, task_id, id as approval_id, recipient as about, status::text as status,
      decision_reason as note,
      case when decided_via = 'person' then extract(epoch from decided_at - created_at)::float8 end as seconds,
      null::bigint as amount_micros`,
    from: sql`from approvals where workspace_id = ${workspaceId}::uuid and ${approvals} ${reason}
      ${and("domain", filter.domain)} ${and("task", filter.task)} ${and("effect_kind", filter.effectKind)}`,
  };
}

export type ReasonRow = { reason: string; count: number; latest_at: Date };

/** Why people rejected, as they wrote it: equal but for case and surrounding space is one reason. Most frequent first. */
export async function listRejectionReasons(
  session: Session,
  workspaceId: string,
  filter: Omit<MeasureFilter, "measure" | "reason">,
  limit: number,
): Promise<ReasonRow[]> {
  const { from } = describeSource(workspaceId, { ...filter, measure: "rejected" });
  const { rows } = await sql<ReasonRow>`
    select (array_agg(btrim(decision_reason) order by decided_at desc))[1] as reason, count(*) as count, max(decided_at) as latest_at
    from (select decision_reason, decided_at ${from} and decision_reason is not null) refused
    group by lower(btrim(decision_reason))
    order by count(*) desc, max(decided_at) desc limit ${limit}`.execute(session);
  return rows;
}
