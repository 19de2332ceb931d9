/** Owns the sweep: every due agent is started once, and one that cannot start is skipped with the reason. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { listAgents } from "#lib/db/agents.ts";
import type { Session } from "#lib/db/database.ts";
import { insertSweep, listSweeps } from "#lib/db/tasks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { noteChange } from "#lib/kernel/aftermath.ts";
import { type DispatchRequest, dispatchTasks, type Scope } from "#lib/kernel/dispatch.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { defineCommand, defineQuery } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id } from "./shapes/fields.ts";
import { describeSweep, Sweep } from "./shapes/task.ts";

/**
 * Starts every agent that declares a sweep, inside the caller's transaction, as a person or as the workspace's worker.
 * An agent that is paused, new or wrongly declared is skipped with the reason; the others start.
 */
export async function startSweep(kernel: Kernel, session: Session, scope: Scope): Promise<string> {
  const rows = await listAgents(session, scope.workspaceId);
  const due: DispatchRequest[] = [];
  const skipped: { domain: string; reason: string }[] = [];
  for (const { domain, sweep } of kernel.registry.list()) {
    if (sweep === undefined) continue;
    const row = rows.find(candidate => candidate.domain === domain);
    const task = `${domain}.${sweep.task}`;
    const params = kernel.registry.requireTask(task).task.params.strict().safeParse(sweep.params);
    if (row === undefined) skipped.push({ domain, reason: "this workspace does not have it yet" });
    else if (row.paused_at !== null) skipped.push({ domain, reason: "paused" });
    else if (!params.success)
      skipped.push({ domain, reason: "its daily work is declared with parameters that it refuses" });
    else due.push({ task, params: sweep.params });
  }
  const id = createId();
  await insertSweep(session, {
    id,
    workspace_id: scope.workspaceId,
    requested_by: scope.actor.userId,
    trigger: scope.actor.via,
    total: due.length,
    skipped: JSON.stringify(skipped),
  });
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

export const sweepRun = defineCommand({
  name: "sweep.run",
  title: "Run the sweep",
  summary: "Starts every agent that has daily work, all at once. Paused agents are skipped, with the reason.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 202,
  path: "/sweeps",
  input: z.object({}),
  output: Sweep,
  async run({ kernel, session, workspaceId, actor }) {
    const id = await startSweep(kernel, session, { workspaceId, actor });
    const [row] = await listSweeps(session, workspaceId, { limit: 1, id });
    if (row === undefined) throw new AppError("not-found", "the sweep is not there");
    return describeSweep(row);
  },
});

export const sweepGet = defineQuery({
  name: "sweep.get",
  title: "Show a sweep",
  summary: "How far a sweep has come, counted from its tasks.",
  scope: "tasks:read",
  role: "viewer",
  path: "/sweeps/{id}",
  input: z.object({ id: Id.describe("The sweep's id") }),
  output: Sweep,
  async run({ session, workspaceId }, { id }) {
    const [row] = await listSweeps(session, workspaceId, { limit: 1, id });
    if (row === undefined) throw new AppError("not-found", "there is no such sweep in this workspace");
    return describeSweep(row);
  },
});

export const sweepList = defineQuery({
  name: "sweep.list",
  title: "List sweeps",
  summary: "Sweeps, newest first, each with its progress.",
  scope: "tasks:read",
  role: "viewer",
  path: "/sweeps",
  input: PageInput,
  output: pageOf(Sweep),
  async run({ session, workspaceId }, { limit, cursor }) {
    const rows = await listSweeps(session, workspaceId, { limit: limit + 1, beforeId: decodeIdCursor(cursor) });
    return toPage(rows, limit, row => [row.id], describeSweep);
  },
});
