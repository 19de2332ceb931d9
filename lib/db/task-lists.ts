/**
 * Owns the lists of tasks: any choice of filters is a few ranges of an index, walked from the newest id. None counts, skips, or
 * leaves to the planner whether to read a workspace's tasks one by one.
 */
import { type RawBuilder, sql } from "kysely";
import type { Session } from "./database.ts";
import { firstIdAt } from "./id-range.ts";
import { listEndedFacets, listOpenFacets } from "./task-facets.ts";
import type { TaskRow } from "./tasks.ts";
import type { TaskStatus, TaskTrigger } from "./types.gen.ts";

/** A task without what only its own page shows. */
export type ListedTask = Omit<TaskRow, "attempts" | "preview" | "facet">;

export type TaskFilter = {
  status?: TaskStatus;
  domain?: string;
  trigger?: TaskTrigger;
  isDryRun?: boolean;
  sweepId?: string;
  correlationId?: string;
  parentTaskId?: string;
  from?: Date;
  to?: Date;
};

export type IdPage = { limit: number; beforeId?: string };

const columns = sql.raw(
  `t.id, t.workspace_id, t.domain, t.task, t.params, t.status, t.priority, t.trigger, t.requested_by, t.run_at, t.waiting_for,
   t.attempt, t.run_id, t.result, t.error, t.cost_micros, t.reserved_micros, t.depth, t.correlation_id, t.parent_task_id,
   t.follow_up_key, t.sweep_id, t.is_dry_run, t.preview_of, t.created_at, t.started_at, t.finished_at, t.duration_ms`,
);

/** Tasks, newest first, below `beforeId`. */
export async function listTasks(
  session: Session,
  workspaceId: string,
  filter: TaskFilter,
  page: IdPage,
): Promise<ListedTask[]> {
  const { rows } = await sql<ListedTask>`
    select ${columns} from (${selectIds(workspaceId, filter, page)}) found
    join tasks t on t.workspace_id = ${workspaceId} and t.id = found.id
    order by t.id desc`.execute(session);
  return rows;
}

/** Those of the given tasks that fit the filter and, where asked, hold all words of a query; newest first. */
export async function readTasks(
  session: Session,
  workspaceId: string,
  ids: readonly string[],
  match: { filter: TaskFilter; words?: { query: string; titles: string } },
): Promise<ListedTask[]> {
  if (ids.length === 0) return [];
  const { filter, words } = match;
  const named = sql`left join jsonb_to_recordset(${words?.titles ?? "[]"}::jsonb) as n(domain text, task text, title text)
    on n.domain = t.domain and n.task = t.task`;
  const holds = sql`and private.list_task_words(t.domain, t.task, n.title, t.params, t.result, t.error)
    @@ ${words?.query ?? ""}::tsquery`;
  const { rows } = await sql<ListedTask>`
    select ${columns} from tasks t ${words === undefined ? sql`` : named}
    where t.workspace_id = ${workspaceId} and t.id = any(${ids}::uuid[]) ${fits(filter)}
      ${words === undefined ? sql`` : holds}
    order by t.id desc limit 201`.execute(session);
  return rows;
}

/** The ids alone. */
export async function listTaskIds(
  session: Session,
  workspaceId: string,
  filter: TaskFilter,
  page: IdPage,
): Promise<string[]> {
  const { rows } = await selectIds(workspaceId, filter, page).execute(session);
  return rows.map(row => row.id);
}

function selectIds(workspaceId: string, filter: TaskFilter, page: IdPage): RawBuilder<{ id: string }> {
  const within = sql`t.workspace_id = ${workspaceId} ${
    page.beforeId === undefined ? sql`` : sql`and t.id < ${page.beforeId}`
  } ${filter.from === undefined ? sql`` : sql`and t.id >= ${firstIdAt(filter.from)}`} ${
    filter.to === undefined ? sql`` : sql`and t.id < ${firstIdAt(filter.to)}`
  }`;
  const newest = sql`order by t.id desc limit ${page.limit}`;
  const { sweepId, correlationId, parentTaskId, domain } = filter;
  if (sweepId !== undefined || parentTaskId !== undefined) {
    // Few rows each. Apart, so that no plan looks for them among all tasks of the workspace.
    const few = sql`${sweepId === undefined ? sql`` : sql`and t.sweep_id = ${sweepId}`}
      ${parentTaskId === undefined ? sql`` : sql`and t.parent_task_id = ${parentTaskId}`}`;
    return sql`with few as materialized (
        select t.id from tasks t where t.workspace_id = ${workspaceId} ${few} ${fits(filter)})
      select t.id from few join tasks t on t.workspace_id = ${workspaceId} and t.id = few.id where ${within} ${newest}`;
  }
  if (correlationId !== undefined) {
    // A range and the first key of the order leave only the index by correlation.
    return sql`select t.id from tasks t where ${within} and t.correlation_id between ${correlationId} and ${correlationId}
      ${fits(filter)} order by t.correlation_id, t.id desc limit ${page.limit}`;
  }
  const isFaceted = filter.status !== undefined || filter.trigger !== undefined || filter.isDryRun !== undefined;
  if (!isFaceted && domain === undefined) return sql`select t.id from tasks t where ${within} ${newest}`;
  if (!isFaceted) {
    return sql`select t.id from tasks t where ${within} and t.domain between ${domain} and ${domain}
      order by t.domain, t.id desc limit ${page.limit}`;
  }
  const probe = (facets: number[], isOpen: boolean) => sql`
    select found.id from agents a cross join unnest(${facets}::smallint[]) as f(facet) cross join lateral (
      select t.id from tasks t where ${within} and t.domain = a.domain and t.facet = f.facet
        and t.status ${isOpen ? sql`` : sql`not`} in ('queued', 'planning', 'running') ${newest}) found
    where a.workspace_id = ${workspaceId} ${domain === undefined ? sql`` : sql`and a.domain = ${domain}`}`;
  const probes = [
    { facets: listOpenFacets(filter), isOpen: true },
    { facets: listEndedFacets(filter), isOpen: false },
  ].filter(({ facets }) => facets.length > 0);
  const all = sql.join(
    probes.map(({ facets, isOpen }) => probe(facets, isOpen)),
    sql` union all `,
  );
  return sql`select id from (${all}) t ${newest}`;
}

/** The filters that are checked on rows found otherwise. */
function fits(filter: TaskFilter): RawBuilder<unknown> {
  return sql`
    ${filter.status === undefined ? sql`` : sql`and t.status = ${filter.status}`}
    ${filter.domain === undefined ? sql`` : sql`and t.domain = ${filter.domain}`}
    ${filter.trigger === undefined ? sql`` : sql`and t.trigger = ${filter.trigger}`}
    ${filter.isDryRun === undefined ? sql`` : sql`and t.is_dry_run = ${filter.isDryRun}`}
    ${filter.from === undefined ? sql`` : sql`and t.id >= ${firstIdAt(filter.from)}`}
    ${filter.to === undefined ? sql`` : sql`and t.id < ${firstIdAt(filter.to)}`}`;
}
