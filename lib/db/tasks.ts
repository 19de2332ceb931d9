/** Owns the queries over tasks and sweeps. Lists of tasks are in task-lists. */
import { type Insertable, type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import { firstIdAt } from "./id-range.ts";
import type { Sweeps, TaskStatus, Tasks } from "./types.gen.ts";

export type TaskRow = Selectable<Tasks>;
export type SweepRow = Selectable<Sweeps>;

export function findTask(session: Session, workspaceId: string, id: string): Promise<TaskRow | undefined> {
  return session
    .selectFrom("tasks")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** How many tasks since a moment have each status, over at most `limit` of the newest; dry runs apart. */
export async function countTasksByStatus(
  session: Session,
  workspaceId: string,
  options: { since: Date; limit: number },
): Promise<{ status: TaskStatus; count: number }[]> {
  const { rows } = await sql<{ status: TaskStatus; count: number }>`
    select status, count(*) as count from (
      select status from tasks where workspace_id = ${workspaceId} and id >= ${firstIdAt(options.since)}
        and not is_dry_run
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
