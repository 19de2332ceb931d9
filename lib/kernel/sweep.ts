/** Owns the sweep: every due agent is started once a day or when asked, and one that cannot start is skipped with the reason. */
import { DateTime } from "luxon";
import { createId } from "#lib/core/ids.ts";
import { listAgents } from "#lib/db/agents.ts";
import type { Session } from "#lib/db/database.ts";
import { insertSweep } from "#lib/db/tasks.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import { type DispatchRequest, dispatchTasks, type Scope } from "./dispatch.ts";
import type { Kernel } from "./kernel.ts";

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
  });
  if (!isFirst) return null;
  await dispatchTasks(kernel, session, scope, due, { sweepId: id });
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

/** The workspace's sweep of a day in its own zone, and when it is due; null when the clocks skip that moment. */
export function findSweepMoment(now: Date, timeZone: string, sweepAt: string): { day: string; at: Date } | null {
  const zoned = DateTime.fromJSDate(now, { zone: timeZone });
  const local = zoned.isValid ? zoned : DateTime.fromJSDate(now, { zone: "UTC" });
  const [hour = 0, minute = 0] = sweepAt.split(":").map(Number);
  const moment = local.set({ hour, minute, second: 0, millisecond: 0 });
  return moment.isValid ? { day: local.toISODate() ?? "", at: moment.toJSDate() } : null;
}

/**
 * Starts the sweeps that are due: once a day and workspace, whenever the product first runs after the moment. A day's
 * sweep is unique in the database, so two workers that come by at once start one.
 */
export async function startDueSweeps(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const workspaces = await kernel.database.asScheduler("schedule-sweeps", session =>
    session
      .selectFrom("workspaces")
      .select(["id", "time_zone", "sweep_at", "created_at"])
      .where("sweep_enabled", "=", true)
      .execute(),
  );
  let started = 0;
  for (const workspace of workspaces) {
    const moment = findSweepMoment(now, workspace.time_zone, workspace.sweep_at);
    if (moment === null || moment.at > now || workspace.created_at >= moment.at) continue;
    const actor = { kind: "system", id: "schedule", userId: null, via: "schedule" } as const;
    const scope = { workspaceId: workspace.id, actor };
    const sweepId = await kernel.asWorker(workspace.id, session => startSweep(kernel, session, scope, moment.day));
    if (sweepId !== null) started += 1;
  }
  return started;
}
