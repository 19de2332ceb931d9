/** Owns the sweep: every due agent is started once a day or when asked, and one that cannot start is skipped with the reason. */
import { sql } from "kysely";
import { createId } from "#lib/core/ids.ts";
import { listAgents } from "#lib/db/agents.ts";
import type { Session } from "#lib/db/database.ts";
import { insertSweep } from "#lib/db/tasks.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import { type DispatchRequest, dispatchTasks, type Scope } from "./dispatch.ts";
import type { Kernel } from "./kernel.ts";
import { findDueSweep } from "./sweep-moment.ts";

/**
 * Starts every agent that declares a sweep, inside the caller's transaction, as a person or as the workspace's worker.
 * Returns null when this workspace's sweep of `scheduledDay` was started before. An agent that is paused, new or wrongly declared is skipped with the reason; the others start.
 */
export async function startSweep(
  kernel: Kernel,
  session: Session,
  scope: Scope,
  scheduledDay: string | null = null,
): Promise<string | null> {
  const id = createId();
  const rows = await listAgents(session, scope.workspaceId);
  const due: DispatchRequest[] = [];
  const skipped: { domain: string; reason: string }[] = [];
  for (const { domain, sweep } of kernel.registry.list()) {
    if (sweep === undefined) continue;
    const row = rows.find(candidate => candidate.domain === domain);
    const task = `${domain}.${sweep.task}`;
    const params = kernel.registry.requireTask(task).strictParams.safeParse(sweep.params);
    if (row === undefined) skipped.push({ domain, reason: "this workspace does not have it yet" });
    else if (row.paused_at !== null) skipped.push({ domain, reason: "paused" });
    else if (!params.success)
      skipped.push({ domain, reason: "its daily work is declared with parameters that it refuses" });
    else due.push({ task, params: sweep.params });
  }
  const isFirst = await insertSweep(session, {
    id,
    workspace_id: scope.workspaceId,
    requested_by: scope.actor.userId,
    trigger: scope.actor.via,
    total: due.length,
    skipped: JSON.stringify(skipped),
    scheduled_day: scheduledDay,
    created_at: kernel.clock.now(),
  });
  if (!isFirst) return null;
  // One that somebody pauses in this very moment waits in its queue; it must not take the others back.
  await dispatchTasks(kernel, session, scope, due, { sweepId: id, evenPaused: true });
  await recordActivity(session, scope.workspaceId, scope.actor, [
    {
      verb: "sweep.started",
      entity: "sweep",
      entityId: id,
      summary: `started the sweep: ${due.length} ${due.length === 1 ? "agent" : "agents"}, ${skipped.length} skipped`,
      data: { skipped },
    },
  ]);
  noteChange(session, "sweep", id);
  return id;
}

/**
 * Starts the sweeps that are due: once a day and workspace, caught up once when the product was down over the moment. A day's
 * sweep is unique in the database, so two workers that come by at once start one. A workspace whose sweep cannot start never
 * keeps the others from theirs: it is logged, and tried again by the next turn.
 */
export async function startDueSweeps(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const { rows } = await kernel.database.asScheduler("schedule-sweeps", session =>
    sql<{ id: string; timeZone: string; sweepAt: string; createdAt: Date; lastDay: string | null }>`
      select w.id, w.time_zone as "timeZone", w.sweep_at::text as "sweepAt", w.created_at as "createdAt",
             (select max(s.scheduled_day)::text from sweeps s
              where s.workspace_id = w.id and s.scheduled_day is not null) as "lastDay"
      from workspaces w where w.sweep_enabled`.execute(session),
  );
  let started = 0;
  for (const workspace of rows) {
    const due = findDueSweep(now, workspace);
    if (due === null) continue;
    const actor = { kind: "system", id: "schedule", userId: null, via: "schedule" } as const;
    const scope = { workspaceId: workspace.id, actor };
    try {
      const sweepId = await kernel.asWorker(workspace.id, session => startSweep(kernel, session, scope, due.day));
      if (sweepId !== null) started += 1;
    } catch (error) {
      kernel.log.error({ error, workspaceId: workspace.id, day: due.day }, "the daily sweep could not be started");
    }
  }
  return started;
}
