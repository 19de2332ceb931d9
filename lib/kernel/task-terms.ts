/** Owns the index over the words of tasks: kept by upkeep in batches, so that dispatching and ending a task write nothing for it. */
import { sql } from "kysely";
import { firstIdAt } from "#lib/db/id-range.ts";
import type { Kernel } from "./kernel.ts";

/** A task is put in once it has had time to end; what came later of it is then found by its names and what it was given alone. */
const ripeAfterMs = 10 * 60_000;
const batchSize = 10_000;
/** Fewer are looked through row by row just as fast. */
const leastBatch = 1_000;
/** The most that one turn may take, in milliseconds; the next goes on. */
const turnMs = 40_000;
/** Of a long text the first so many words. */
const wordsPerTask = 300;

/** Puts the words of what is ripe into the index, oldest first. Returns how many tasks. */
export async function indexTaskTerms(kernel: Kernel): Promise<number> {
  const ripe = firstIdAt(new Date(kernel.clock.now().getTime() - ripeAfterMs));
  const due = await kernel.database.asScheduler("index-tasks", session =>
    sql<{ id: string }>`
      select w.id from workspaces w left join task_term_progress p on p.workspace_id = w.id
      where exists (
        select from tasks t
        where t.workspace_id = w.id and t.id > coalesce(p.through_id, '00000000-0000-0000-0000-000000000000') and t.id < ${ripe}
        order by t.id offset ${leastBatch - 1} limit 1)
      limit 100`.execute(session),
  );
  const titles = JSON.stringify(listTaskTitles(kernel));
  const until = performance.now() + turnMs;
  let count = 0;
  for (const { id } of due.rows) {
    for (let put = leastBatch; put >= leastBatch && performance.now() < until; count += put) {
      put = await indexBatch(kernel, id, { ripe, titles });
    }
  }
  return count;
}

/** What people call each task, for whoever searches by it. */
export function listTaskTitles(kernel: Kernel): { domain: string; task: string; title: string }[] {
  return kernel.registry
    .list()
    .flatMap(agent =>
      agent.tasks.map(task => ({ domain: agent.domain, task: task.name, title: `${task.title} ${agent.name}` })),
    );
}

/** One batch in one statement: whoever dies leaves it undone, and two at once cannot both write it. */
async function indexBatch(
  kernel: Kernel,
  workspaceId: string,
  { ripe, titles }: { ripe: string; titles: string },
): Promise<number> {
  const statement = sql<{ count: number }>`
    with batch as materialized (
      select t.id, private.list_task_words(t.domain, t.task, n.title, t.params, t.result, t.error) as words
      from (
        select id, domain, task, params, result, error from tasks
        where workspace_id = ${workspaceId}::uuid and id < ${ripe}::uuid
          and id > coalesce((select through_id from task_term_progress where workspace_id = ${workspaceId}::uuid),
                            '00000000-0000-0000-0000-000000000000')
        order by id limit ${batchSize}) t
      left join jsonb_to_recordset(${titles}::jsonb) as n(domain text, task text, title text)
        on n.domain = t.domain and n.task = t.task
    ), ends as (
      select (select id from batch order by id limit 1) as first_id, (select id from batch order by id desc limit 1) as last_id
    ), put as (
      insert into task_terms (workspace_id, term, first_id, task_ids)
      select ${workspaceId}::uuid, w.lexeme, ends.first_id, array_agg(b.id order by b.id desc)
      from batch b cross join ends, unnest(b.words) w
      where length(w.lexeme) <= 100 and w.positions[1] <= ${wordsPerTask}
      group by w.lexeme, ends.first_id
    ), moved as (
      insert into task_term_progress (workspace_id, through_id)
      select ${workspaceId}::uuid, last_id from ends where last_id is not null
      on conflict (workspace_id) do update set through_id = excluded.through_id
    )
    select count(*)::int as count from batch`;
  const [row] = await kernel.database.asWorkerOnce(workspaceId, statement);
  return row?.count ?? 0;
}
