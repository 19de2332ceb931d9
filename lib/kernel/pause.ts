/** Owns pausing: a paused agent takes no task and makes no effect; resuming starts what waited. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import { recordActivity } from "./activity.ts";
import { noteChange, stageEvents } from "./aftermath.ts";
import { describeEvent, type Scope } from "./dispatch.ts";
import type { Kernel } from "./kernel.ts";

/** Pauses an agent. Pausing one that is paused changes nothing. */
export async function pauseAgent(kernel: Kernel, session: Session, scope: Scope, domain: string): Promise<void> {
  const agent = kernel.registry.require(domain);
  const changed = await setPaused(session, scope, domain, kernel.clock.now());
  if (!changed) return;
  await recordActivity(session, scope.workspaceId, scope.actor, [
    { verb: "agent.paused", entity: "agent", entityId: domain, summary: `paused ${agent.name}` },
  ]);
}

/** Resumes an agent and starts the tasks that were queued while it was paused. */
export async function resumeAgent(kernel: Kernel, session: Session, scope: Scope, domain: string): Promise<void> {
  const agent = kernel.registry.require(domain);
  const changed = await setPaused(session, scope, domain, null);
  if (!changed) return;
  const waiting = await session
    .selectFrom("tasks")
    .select(["id", "task", "priority"])
    .where("workspace_id", "=", scope.workspaceId)
    .where("domain", "=", domain)
    .where("status", "=", "queued")
    .where("run_at", "is", null)
    .execute();
  await stageEvents(
    session,
    scope.workspaceId,
    waiting.map(task => describeEvent({ ...task, workspaceId: scope.workspaceId, domain }, createId())),
  );
  await recordActivity(session, scope.workspaceId, scope.actor, [
    {
      verb: "agent.resumed",
      entity: "agent",
      entityId: domain,
      summary: `resumed ${agent.name}`,
      data: { started: waiting.length },
    },
  ]);
}

async function setPaused(session: Session, scope: Scope, domain: string, at: Date | null): Promise<boolean> {
  const row = await session
    .selectFrom("agents")
    .select("paused_at")
    .where("workspace_id", "=", scope.workspaceId)
    .where("domain", "=", domain)
    .executeTakeFirst();
  if (row === undefined) throw new AppError("not-found", `this workspace has no agent "${domain}"`);
  if ((row.paused_at === null) === (at === null)) return false;
  const updated = await session
    .updateTable("agents")
    .set({ paused_at: at, paused_by: at === null ? null : scope.actor.userId })
    .where("workspace_id", "=", scope.workspaceId)
    .where("domain", "=", domain)
    .returning("domain")
    .executeTakeFirst();
  if (updated === undefined) throw new AppError("forbidden", "pausing an agent needs the role admin");
  noteChange(session, "agent", domain);
  return true;
}
