/** Owns the queries over tasks and sweeps. Lists walk an index from the newest id; none counts or skips. */
import { type Insertable, type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import { firstIdAt } from "./id-range.ts";
import type { Sweeps, TaskStatus, Tasks, TaskTrigger } from "./types.gen.ts";

export type TaskRow = Selectable<Tasks>;
export type SweepRow = Selectable<Sweeps>;

export type TaskFilter = {
  status?: TaskStatus;
  domain?: string;
  trigger?: TaskTrigger;
  sweepId?: string;
  correlationId?: string;
  parentTaskId?: string;
  from?: Date;
  to?: Date;
};

/** Tasks, newest first, below `beforeId`. */
export function listTasks(
  session: Session,
  workspaceId: string,
  filter: TaskFilter,
  page: { limit: number; beforeId?: string },
): Promise<TaskRow[]> {
  return session
    .selectFrom("tasks")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.status !== undefined, query => query.where("status", "=", filter.status as TaskStatus))
    .$if(filter.domain !== undefined, query => query.where("domain", "=", filter.domain as string))
    .$if(filter.trigger !== undefined, query => query.where("trigger", "=", filter.trigger as TaskTrigger))
    .$if(filter.sweepId !== undefined, query => query.where("sweep_id", "=", filter.sweepId as string))
    .$if(filter.correlationId !== undefined, query =>
      query.where("correlation_id", "=", filter.correlationId as string),
    )
    .$if(filter.parentTaskId !== undefined, query => query.where("parent_task_id", "=", filter.parentTaskId as string))
    .$if(filter.from !== undefined, query => query.where("id", ">=", firstIdAt(filter.from as Date)))
    .$if(filter.to !== undefined, query => query.where("id", "<", firstIdAt(filter.to as Date)))
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

export function findTask(session: Session, workspaceId: string, id: string): Promise<TaskRow | undefined> {
  return session
    .selectFrom("tasks")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** How many tasks since a moment have each status, over at most `limit` of the newest. */
export async function countTasksByStatus(
  session: Session,
  workspaceId: string,
  options: { since: Date; limit: number },
): Promise<{ status: TaskStatus; count: number }[]> {
  const { rows } = await sql<{ status: TaskStatus; count: number }>`
    select status, count(*) as count from (
      select status from tasks where workspace_id = ${workspaceId} and id >= ${firstIdAt(options.since)}
      order by id desc limit ${options.limit}) recent
    group by status order by status`.execute(session);
  return rows;
}

export async function insertSweep(session: Session, row: Insertable<Sweeps>): Promise<boolean> {
  const inserted = await session
    .insertInto("sweeps")
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export type SweepProgress = SweepRow & { by_status: Partial<Record<TaskStatus, number>> };

/** Sweeps, newest first, each with its tasks counted by status. */
export async function listSweeps(
  session: Session,
  workspaceId: string,
  page: { limit: number; beforeId?: string; id?: string },
): Promise<SweepProgress[]> {
  const { rows } = await sql<SweepProgress>`
    select s.*, coalesce(counted.by_status, '{}') as by_status
    from (
      select * from sweeps where workspace_id = ${workspaceId}
        ${page.id === undefined ? sql`` : sql`and id = ${page.id}`}
        ${page.beforeId === undefined ? sql`` : sql`and id < ${page.beforeId}`}
      order by id desc limit ${page.limit}) s
    left join lateral (
      select jsonb_object_agg(status, n) as by_status from (
        select t.status, count(*) as n from tasks t
        where t.workspace_id = ${workspaceId} and t.sweep_id = s.id group by t.status) each) counted on true
    order by s.id desc`.execute(session);
  return rows;
}
