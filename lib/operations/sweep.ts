/** Owns the sweep: every due agent is started once, one refusal never stops the others, and what was skipped says why. */
import { sql } from "kysely";
import { z } from "zod";
import { AppError, toAppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import { insertSweep, listSweeps } from "#lib/db/tasks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { noteChange } from "#lib/kernel/aftermath.ts";
import { dispatchTasks, type Scope } from "#lib/kernel/dispatch.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { defineCommand, defineQuery } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id } from "./shapes/fields.ts";
import { describeSweep, Sweep } from "./shapes/task.ts";

type Skip = { domain: string; reason: string };

/**
 * Starts every agent that declares a sweep, inside the caller's transaction, as a person or as the workspace's worker.
 * An agent whose dispatch is refused is skipped with the reason, and the sweep is begun anew without it.
 */
export async function startSweep(kernel: Kernel, session: Session, scope: Scope): Promise<string> {
  const due = kernel.registry.list().flatMap(({ domain, sweep }) => (sweep === undefined ? [] : [{ domain, ...sweep }]));
  const skipped: Skip[] = [];
  for (;;) {
    const id = createId();
    const chosen = due.filter(agent => !skipped.some(skip => skip.domain === agent.domain));
    await sql.raw("savepoint sweep").execute(session);
    await insertSweep(session, {
      id,
      workspace_id: scope.workspaceId,
      requested_by: scope.actor.userId,
      trigger: scope.actor.via,
      total: chosen.length,
      skipped: JSON.stringify(skipped),
    });
    const refused = await dispatchEach(kernel, session, scope, chosen, id);
    if (refused.length > 0) {
      await sql.raw("rollback to savepoint sweep").execute(session);
      skipped.push(...refused);
      continue;
    }
    await recordActivity(session, scope.workspaceId, scope.actor, [
      {
        verb: "sweep.started",
        entity: "sweep",
        entityId: id,
        summary: `started the sweep: ${chosen.length} ${chosen.length === 1 ? "agent" : "agents"}, ${skipped.length} skipped`,
        data: { skipped },
      },
    ]);
    noteChange(session, "sweep", id);
    return id;
  }
}

type Due = { domain: string; task: string; params: object };

/** All in one statement; only when that is refused, one by one to find out who it was. */
async function dispatchEach(kernel: Kernel, session: Session, scope: Scope, due: readonly Due[], sweepId: string): Promise<Skip[]> {
  const requests = due.map(({ domain, task, params }) => ({ task: `${domain}.${task}`, params }));
  await sql.raw("savepoint dispatch").execute(session);
  try {
    await dispatchTasks(kernel, session, scope, requests, { sweepId });
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || due.length === 0) throw error;
    await sql.raw("rollback to savepoint dispatch").execute(session);
  }
  return findRefused(session, due, agent =>
    dispatchTasks(kernel, session, scope, [{ task: `${agent.domain}.${agent.task}`, params: agent.params }], { sweepId }),
  );
}

async function findRefused(session: Session, due: readonly Due[], attempt: (agent: Due) => Promise<unknown>): Promise<Skip[]> {
  const refused: Skip[] = [];
  for (const agent of due) {
    try {
      await attempt(agent);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ domain: agent.domain, reason: toAppError(error).message });
    }
    await sql.raw("rollback to savepoint dispatch").execute(session);
  }
  return refused;
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
