/** Owns the queries over agents: what a workspace has set for each, and what its tasks and approvals say of it. */
import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import type { Session } from "./database.ts";
import { firstIdAt } from "./id-range.ts";
import type { Agents, TaskStatus } from "./types.gen.ts";

export type AgentRow = Selectable<Agents>;

/** An agent's row with what its tasks and approvals say at this moment. Dry runs are no work and never counted. */
export type AgentState = AgentRow & {
  tasks_today: number;
  waiting_approvals: number;
  running_tasks: number;
  last_task_id: string | null;
  last_task: string | null;
  last_task_status: TaskStatus | null;
  last_task_at: Date | null;
  /** What its last task said of itself in one line, or why it failed. */
  last_task_note: string | null;
};

/** No count looks at more rows than this; a page shows the figure as "or more". */
export const countLimit = 10_000;

/** The agents of a workspace by domain, or one of them. `since` is where today begins. */
export async function listAgentStates(
  session: Session,
  workspaceId: string,
  options: { since: Date; domain?: string },
): Promise<AgentState[]> {
  // The range and the first sort key leave the planner only the index by domain: with an equality it may walk all tasks of
  // the workspace to find that an agent has none.
  const { rows } = await sql<AgentState>`
    with waiting as (
      select domain, count(*) as n from (
        select domain from approvals where workspace_id = ${workspaceId} and status = 'pending' limit ${countLimit}) counted
      group by domain
    ), open as (
      select domain, count(*) as n from (
        select domain from tasks where workspace_id = ${workspaceId} and status in ('planning', 'running') and not is_dry_run
        limit ${countLimit}) counted
      group by domain
    )
    select a.*, today.n as tasks_today, coalesce(waiting.n, 0) as waiting_approvals, coalesce(open.n, 0) as running_tasks,
           last.id as last_task_id, last.task as last_task, last.status as last_task_status, last.created_at as last_task_at,
           last.note as last_task_note
    from agents a
    left join waiting on waiting.domain = a.domain
    left join open on open.domain = a.domain
    left join lateral (
      select count(*) as n from (
        select from tasks t where t.workspace_id = ${workspaceId} and t.domain = a.domain and t.id >= ${firstIdAt(options.since)}
          and not t.is_dry_run
        limit ${countLimit}) counted) today on true
    left join lateral (
      select t.id, t.task, t.status, t.created_at, left(coalesce(t.error ->> 'message', t.result ->> 'reason'), 300) as note
      from tasks t
      where t.workspace_id = ${workspaceId} and t.domain between a.domain and a.domain and not t.is_dry_run
      order by t.domain, t.id desc limit 1) last on true
    where a.workspace_id = ${workspaceId} ${options.domain === undefined ? sql`` : sql`and a.domain = ${options.domain}`}
    order by a.domain`.execute(session);
  return rows;
}

/** What the workspace has set for each of its agents. */
export function listAgents(session: Session, workspaceId: string): Promise<AgentRow[]> {
  return session.selectFrom("agents").selectAll().where("workspace_id", "=", workspaceId).orderBy("domain").execute();
}

export async function insertAgents(session: Session, rows: readonly Insertable<Agents>[]): Promise<void> {
  if (rows.length === 0) return;
  await session
    .insertInto("agents")
    .values([...rows])
    .execute();
}

export async function updateAgent(
  session: Session,
  workspaceId: string,
  domain: string,
  values: Updateable<Agents>,
): Promise<boolean> {
  const result = await session
    .updateTable("agents")
    .set(values)
    .where("workspace_id", "=", workspaceId)
    .where("domain", "=", domain)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export type AgentFigures = {
  tasks: number;
  completed: number;
  failed: number;
  cancelled: number;
  median_ms: number | null;
  cost_micros: number;
  approved_unedited: number;
  approved_edited: number;
  rejected: number;
  expired: number;
};

/** How the last `window` tasks of an agent ended, and how its last `window` proposals were decided by people. */
export async function readAgentFigures(
  session: Session,
  workspaceId: string,
  domain: string,
  window: number,
): Promise<AgentFigures> {
  const { rows } = await sql<AgentFigures>`
    with recent as (
      select status, duration_ms, cost_micros from tasks
      where workspace_id = ${workspaceId} and domain = ${domain} and not is_dry_run order by id desc limit ${window}
    ), proposed as (
      select status, revision, decided_via from approvals
      where workspace_id = ${workspaceId} and domain = ${domain} order by id desc limit ${window}
    )
    select (select count(*) from recent) as tasks,
           (select count(*) from recent where status = 'completed') as completed,
           (select count(*) from recent where status = 'failed') as failed,
           (select count(*) from recent where status = 'cancelled') as cancelled,
           (select percentile_cont(0.5) within group (order by duration_ms) from recent where status = 'completed') as median_ms,
           (select coalesce(sum(cost_micros), 0)::bigint from recent) as cost_micros,
           (select count(*) from proposed where status in ('approved', 'done') and decided_via = 'person' and revision = 1) as approved_unedited,
           (select count(*) from proposed where status in ('approved', 'done') and decided_via = 'person' and revision > 1) as approved_edited,
           (select count(*) from proposed where status = 'rejected') as rejected,
           (select count(*) from proposed where status = 'expired') as expired`.execute(session);
  return rows[0] as AgentFigures;
}
