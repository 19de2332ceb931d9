/** Owns the end of a sweep: one summary for each, when its tasks have ended or its time is up, however many notice it. */
import { sql } from "kysely";
import { noteChange } from "./aftermath.ts";
import type { AgentDefinition } from "./define.ts";
import { dispatchTasks } from "./dispatch.ts";
import type { Kernel } from "./kernel.ts";

/** After a day a summary is no news any more: a reporter that was paused for longer does not begin with old ones. */
const oldestMs = 24 * 3_600_000;
const minuteMs = 60_000;

type Reporter = { agent: AgentDefinition; task: string; afterMinutes: number };

/**
 * Looks at one sweep right after one of its tasks has ended, and has it summed up when it was the last. Never fails the task
 * that has ended: what goes wrong here is logged, and the next minute's turn finds the sweep.
 */
export async function concludeSweep(kernel: Kernel, workspaceId: string, sweepId: string): Promise<void> {
  const reporter = findReporter(kernel);
  if (reporter === undefined) return;
  try {
    await sumUp(kernel, reporter, workspaceId, sweepId);
  } catch (error) {
    kernel.log.error({ error, workspaceId, sweepId }, "the sweep could not be summed up");
  }
}

/** Has every sweep summed up that is over or whose time is up, and that no task's end has led to it. Returns how many. */
export async function concludeSweeps(kernel: Kernel): Promise<number> {
  const reporter = findReporter(kernel);
  if (reporter === undefined) return 0;
  const now = kernel.clock.now();
  const timeUp = new Date(now.getTime() - reporter.afterMinutes * minuteMs);
  const { rows } = await kernel.database.asScheduler("schedule-sweeps", session =>
    sql<{ id: string; workspace_id: string }>`
      select s.id, s.workspace_id
      from sweeps s join agents a on a.workspace_id = s.workspace_id and a.domain = ${reporter.agent.domain}
        and a.paused_at is null
      where s.created_at > ${new Date(now.getTime() - oldestMs)}
        and not exists (select from sweep_summaries r where r.sweep_id = s.id)
        and (s.created_at <= ${timeUp} or not exists (
          select from tasks t where t.sweep_id = s.id and t.status in ('queued', 'planning', 'running')))
      order by s.id limit 500`.execute(session),
  );
  let concluded = 0;
  for (const { id, workspace_id: workspaceId } of rows) {
    try {
      if (await sumUp(kernel, reporter, workspaceId, id)) concluded += 1;
    } catch (error) {
      kernel.log.error({ error, workspaceId, sweepId: id }, "the sweep could not be summed up");
    }
  }
  return concluded;
}

/**
 * Dispatches the summary in the transaction that claims the sweep: who comes second finds it claimed, and after a crash neither
 * is there. False when it is not time yet, was done before, or nobody may do it now.
 */
async function sumUp(kernel: Kernel, reporter: Reporter, workspaceId: string, sweepId: string): Promise<boolean> {
  const { domain } = reporter.agent;
  const timeUp = new Date(kernel.clock.now().getTime() - reporter.afterMinutes * minuteMs);
  return kernel.asWorker(workspaceId, async session => {
    const { rows } = await sql<{ is_complete: boolean }>`
      select is_complete from (
        select s.created_at, not exists (
          select from tasks t where t.sweep_id = s.id and t.status in ('queued', 'planning', 'running')) as is_complete
        from sweeps s join agents a on a.workspace_id = s.workspace_id and a.domain = ${domain} and a.paused_at is null
        where s.id = ${sweepId} and s.workspace_id = ${workspaceId}
          and not exists (select from sweep_summaries r where r.sweep_id = s.id)) open
      where is_complete or created_at <= ${timeUp}`.execute(session);
    const [over] = rows;
    if (over === undefined) return false;
    const actor = { kind: "system", id: "sweep", userId: null, via: "sweep" } as const;
    const request = { task: `${domain}.${reporter.task}`, params: { sweep_id: sweepId }, priority: 8 };
    const claimed = await session
      .insertInto("sweep_summaries")
      .values({
        sweep_id: sweepId,
        workspace_id: workspaceId,
        is_complete: over.is_complete,
        created_at: kernel.clock.now(),
      })
      .onConflict(conflict => conflict.column("sweep_id").doNothing())
      .returning("sweep_id")
      .executeTakeFirst();
    if (claimed === undefined) return false;
    const [task] = await dispatchTasks(kernel, session, { workspaceId, actor }, [request], { evenPaused: true });
    // Named after it is claimed, so that the second of two at once dispatches nothing.
    await session
      .updateTable("sweep_summaries")
      .set({ task_id: task?.id ?? null })
      .where("sweep_id", "=", sweepId)
      .where("workspace_id", "=", workspaceId)
      .execute();
    noteChange(session, "sweep", sweepId);
    return true;
  });
}

function findReporter(kernel: Kernel): Reporter | undefined {
  for (const agent of kernel.registry.list()) {
    if (agent.sweepSummary !== undefined) return { agent, ...agent.sweepSummary };
  }
  return undefined;
}
