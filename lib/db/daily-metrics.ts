/** Owns the counts per UTC day: how a day is counted from the rows, how counted days are kept, and how both are read together. */
import { type RawBuilder, sql } from "kysely";
import type { Session } from "./database.ts";
import { firstIdAt } from "./id-range.ts";

/** How many days after its own a delivery's answer still counts. */
export const answerDays = 14;
/** Neighbouring buckets of decision times differ by this factor: any value of one is within one percent of its middle. */
export const decisionBucketRatio = 1.02;

/** What is counted, each as a whole number. */
export const metricNames = [
  "tasks_succeeded",
  "tasks_failed",
  "proposed",
  "approved_unedited",
  "approved_edited",
  "done",
  "rejected",
  "expired",
  "approved_by_policy",
  "delivered",
  "kept",
  "delivery_failed",
  "delivery_unknown",
  "addressed",
  "answered",
  "model_calls",
  "cost_micros",
] as const;
export type MetricName = (typeof metricNames)[number];
export type Metrics = Record<MetricName, number>;

/** Counts by bucket: bucket b holds the times of up to ratio^b seconds, and bucket 0 those of up to one. */
export type DecisionTimes = Record<string, number>;

/** One UTC day (2026-11-20) of one agent, task and kind of effect. */
export type MetricRow = Metrics & {
  day: string;
  domain: string;
  task: string;
  effect_kind: string;
  decision_times: DecisionTimes;
};

export type MetricFilter = { domain?: string; task?: string; effectKind?: string };

const dayMs = 86_400_000;

/** The midnight (UTC) that a day begins with. */
export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00.000Z`);
}

/** The UTC day of a moment. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The day so many days later, or earlier below zero. */
export function addDays(day: string, count: number): string {
  return dayOf(new Date(startOf(day).getTime() + count * dayMs));
}

/** Every day from the first to the last, both included. */
export function listDays(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/**
 * The counts of one day, from the rows: the only place that says what counts when. Everything counts on the day it happened:
 * a task when its run ended, a proposal when it was made, a decision when it was taken, a delivery when it ended, an answer
 * on its delivery's day, a model call when it was made. Dry runs count nowhere. `mostTasks` bounds how many tasks are looked at.
 */
function countDay(workspaceId: string, day: string, mostTasks: number | null): RawBuilder<MetricRow> {
  const [from, to] = [startOf(day), startOf(addDays(day, 1))];
  const answeredBy = startOf(addDays(day, 1 + answerDays));
  return sql<MetricRow>`
    with ended as (
      select domain, task, status from tasks
      where workspace_id = ${workspaceId}::uuid and finished_at >= ${from}::timestamptz and finished_at < ${to}::timestamptz
        and not is_dry_run and status in ('completed', 'awaiting_approval', 'failed')
      limit ${mostTasks}::bigint
    ), decided as (
      select domain, task, effect_kind, status, revision, decided_via, extract(epoch from decided_at - created_at) as seconds
      from approvals
      where workspace_id = ${workspaceId}::uuid and decided_at >= ${from}::timestamptz and decided_at < ${to}::timestamptz
    ), timed as (
      select domain, task, effect_kind, jsonb_object_agg(bucket, n) as decision_times from (
        select domain, task, effect_kind, ceil(ln(greatest(seconds, 1)) / ln(${decisionBucketRatio}::numeric))::integer as bucket, count(*) as n
        from decided where decided_via = 'person' and status in ('approved', 'rejected', 'done')
        group by 1, 2, 3, 4) buckets
      group by 1, 2, 3
    ), sent as (
      select d.domain, a.task, d.effect_kind, d.status,
             d.evidence ->> 'kept' is not distinct from 'true' as is_kept,
             d.contact_id is not null as is_addressed,
             exists (${selectAnswer(sql`${answeredBy}::timestamptz`)}) as is_answered
      from deliveries d join approvals a on a.id = d.approval_id and a.workspace_id = d.workspace_id
      where d.workspace_id = ${workspaceId}::uuid and d.status in ('confirmed', 'failed', 'unknown')
        and coalesce(d.finished_at, d.sending_at) >= ${from}::timestamptz and coalesce(d.finished_at, d.sending_at) < ${to}::timestamptz
    ), counted as (
      select domain, task, '' as effect_kind,
             count(*) filter (where status <> 'failed') as tasks_succeeded, count(*) filter (where status = 'failed') as tasks_failed,
             0 as proposed, 0 as approved_unedited, 0 as approved_edited, 0 as done, 0 as rejected, 0 as expired, 0 as approved_by_policy,
             0 as delivered, 0 as kept, 0 as delivery_failed, 0 as delivery_unknown, 0 as addressed, 0 as answered,
             0 as model_calls, 0::bigint as cost_micros
      from ended group by 1, 2
      union all
      select domain, task, effect_kind, 0, 0, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 from approvals
      where workspace_id = ${workspaceId}::uuid and id >= ${firstIdAt(from)}::uuid and id < ${firstIdAt(to)}::uuid
      group by 1, 2, 3
      union all
      select domain, task, effect_kind, 0, 0, 0,
             count(*) filter (where status = 'approved' and decided_via = 'person' and revision = 1),
             count(*) filter (where status = 'approved' and decided_via = 'person' and revision > 1),
             count(*) filter (where status = 'done'), count(*) filter (where status = 'rejected'),
             count(*) filter (where status = 'expired'),
             count(*) filter (where status = 'approved' and decided_via = 'policy'),
             0, 0, 0, 0, 0, 0, 0, 0
      from decided group by 1, 2, 3
      union all
      select domain, task, effect_kind, 0, 0, 0, 0, 0, 0, 0, 0, 0,
             count(*) filter (where status = 'confirmed' and not is_kept),
             count(*) filter (where status = 'confirmed' and is_kept),
             count(*) filter (where status = 'failed'), count(*) filter (where status = 'unknown'),
             count(*) filter (where status = 'confirmed' and not is_kept and is_addressed),
             count(*) filter (where status = 'confirmed' and not is_kept and is_addressed and is_answered),
             0, 0
      from sent group by 1, 2, 3
      union all
      select c.domain, coalesce(t.task, ''), '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*), sum(c.cost_micros)
      from model_calls c left join tasks t on t.id = c.task_id and t.workspace_id = c.workspace_id
      where c.workspace_id = ${workspaceId}::uuid and c.id >= ${firstIdAt(from)}::uuid and c.id < ${firstIdAt(to)}::uuid
        and t.is_dry_run is not true
      group by 1, 2
    )
    select ${day}::text as day, c.domain, c.task, c.effect_kind,
           ${sql.join(metricNames.map(name => sql`sum(${sql.ref(`c.${name}`)})::bigint as ${sql.ref(name)}`))},
           coalesce((select t.decision_times from timed t where (t.domain, t.task, t.effect_kind) = (c.domain, c.task, c.effect_kind)), '{}')
             as decision_times
    from counted c
    group by c.domain, c.task, c.effect_kind
    having ${sql.join(
      metricNames.map(name => sql`sum(${sql.ref(`c.${name}`)}) > 0`),
      sql` or `,
    )}`;
}

/** The replies that answer delivery `d`: after it, by the deadline, and before anything else reached this person. */
export function selectAnswer(deadline: RawBuilder<unknown>): RawBuilder<{ happened_at: Date }> {
  return sql<{ happened_at: Date }>`
    select r.happened_at from contact_ledger r
    where r.contact_id = d.contact_id and r.workspace_id = d.workspace_id and r.kind = 'reply'
      and r.happened_at > d.finished_at and r.happened_at < ${deadline}
      and not exists (
        select from deliveries n
        where n.contact_id = d.contact_id and n.workspace_id = d.workspace_id and n.id <> d.id and n.status = 'confirmed'
          and n.finished_at > d.finished_at and n.finished_at <= r.happened_at
          and n.evidence ->> 'kept' is distinct from 'true')`;
}

/** The counts of a day that is not kept yet, at most `mostTasks` tasks of it. */
export async function readLiveDay(
  session: Session,
  workspaceId: string,
  day: string,
  mostTasks: number,
): Promise<MetricRow[]> {
  const { rows } = await countDay(workspaceId, day, mostTasks).execute(session);
  return rows;
}

/** Counts a day and keeps it in place of what was kept before. */
export async function keepDay(session: Session, workspaceId: string, day: string): Promise<void> {
  await sql`delete from daily_metrics where workspace_id = ${workspaceId}::uuid and day = ${day}::date`.execute(
    session,
  );
  const names = sql.join(metricNames.map(name => sql.ref(name)));
  await sql`
    insert into daily_metrics (workspace_id, day, domain, task, effect_kind, ${names}, decision_times)
    select ${workspaceId}::uuid, day::date, domain, task, effect_kind, ${names}, decision_times
    from (${countDay(workspaceId, day, null)}) counted
    union all
    select ${workspaceId}::uuid, ${day}::date, '', '', '', ${sql.join(metricNames.map(() => sql`0`))}, '{}'`.execute(
    session,
  );
}

/** Which days of a range are kept. */
export async function listKeptDays(
  session: Session,
  workspaceId: string,
  range: { from: string; to: string },
): Promise<string[]> {
  const { rows } = await sql<{ day: string }>`
    select day::text from daily_metrics
    where workspace_id = ${workspaceId}::uuid and day between ${range.from}::date and ${range.to}::date and domain = ''`.execute(
    session,
  );
  return rows.map(row => row.day);
}

/** What is kept of a range, added up over whatever the filter leaves open. One row per day and agent. */
export async function readKeptDays(
  session: Session,
  workspaceId: string,
  range: { from: string; to: string },
  filter: MetricFilter,
): Promise<MetricRow[]> {
  const { rows } = await sql<MetricRow>`
    select day::text as day, domain, '' as task, '' as effect_kind,
           ${sql.join(metricNames.map(name => sql`sum(${sql.ref(name)})::bigint as ${sql.ref(name)}`))},
           '{}'::jsonb as decision_times
    from daily_metrics where ${keptWithin(workspaceId, range, filter)}
    group by day, domain
    union all
    select day::text, domain, '', '', ${sql.join(metricNames.map(() => sql`0`))}, decision_times
    from daily_metrics where ${keptWithin(workspaceId, range, filter)} and decision_times <> '{}'`.execute(session);
  return rows;
}

function keptWithin(workspaceId: string, range: { from: string; to: string }, filter: MetricFilter) {
  return sql`workspace_id = ${workspaceId}::uuid and day between ${range.from}::date and ${range.to}::date and domain <> ''
    ${filter.domain === undefined ? sql`` : sql`and domain = ${filter.domain}`}
    ${filter.task === undefined ? sql`` : sql`and task = ${filter.task}`}
    ${filter.effectKind === undefined ? sql`` : sql`and effect_kind = ${filter.effectKind}`}`;
}

export type MetricChoice = { domain: string; task: string; effect_kind: string };

/** What the kept days of a range know, to choose filters from. */
export async function listKeptChoices(
  session: Session,
  workspaceId: string,
  range: { from: string; to: string },
): Promise<MetricChoice[]> {
  const { rows } = await sql<MetricChoice>`
    select distinct domain, task, effect_kind from daily_metrics where ${keptWithin(workspaceId, range, {})}`.execute(
    session,
  );
  return rows;
}

/** The first day on which anything can have happened in a workspace: by its first rows, none of which is older. */
export async function findFirstDay(session: Session, workspaceId: string): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select (least(
      (select min(finished_at) from tasks where workspace_id = ${workspaceId}::uuid and finished_at is not null),
      (select min(decided_at) from approvals where workspace_id = ${workspaceId}::uuid and decided_at is not null),
      (select min(coalesce(finished_at, sending_at)) from deliveries where workspace_id = ${workspaceId}::uuid),
      (select created_at from approvals where workspace_id = ${workspaceId}::uuid order by id limit 1),
      (select created_at from model_calls where workspace_id = ${workspaceId}::uuid order by id limit 1)
    ) at time zone 'UTC')::date::text as day`.execute(session);
  return rows[0]?.day ?? null;
}

/** Takes the notes of past days that have changed; the caller counts these days in the same transaction. */
export async function takeChangedDays(session: Session, workspaceId: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ day: string }>`
    with chosen as (
      select distinct day from daily_metric_changes where workspace_id = ${workspaceId}::uuid order by day desc limit ${most}
    ), taken as (
      delete from daily_metric_changes c using chosen
      where c.workspace_id = ${workspaceId}::uuid and c.day = chosen.day returning c.day
    )
    select distinct day::text from taken`.execute(session);
  return rows.map(row => row.day);
}

/** Across workspaces: which have a change to count again, or have not kept the last closed day. As the scheduler. */
export async function listWorkspacesToCount(session: Session, lastClosedDay: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select w.id from workspaces w
    where exists (select from daily_metric_changes c where c.workspace_id = w.id)
       or not exists (select from daily_metrics m where m.workspace_id = w.id and m.day = ${lastClosedDay}::date and m.domain = '')
    order by w.id limit ${most}`.execute(session);
  return rows.map(row => row.id);
}
