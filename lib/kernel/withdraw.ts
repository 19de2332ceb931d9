/** Owns taking back what was written before an answer was known: proposals superseded, approved messages recalled in time. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import { recordActivity } from "./activity.ts";
import { noteChange } from "./aftermath.ts";
import { effectKinds } from "./effects.ts";
import { settleTouch } from "./governor.ts";
import type { Kernel } from "./kernel.ts";
import { settleTask } from "./settle-task.ts";

const toPeople = Object.values(effectKinds)
  .filter(effect => effect.channel !== null)
  .map(effect => effect.kind);
const lookBackMs = 3_600_000;
const governor = { kind: "system", id: "governor" } as const;

const reasons = {
  reply: "this person has answered since it was drafted",
  bounce: "the address bounced",
  "opt-out": "this person asked not to be written to",
} as const;

type Stale = { id: string; task_id: string; delivery_id: string | null; recipient: string; kind: keyof typeof reasons };

/**
 * Takes back what waits for people who answered, opted out or could not be reached after it was drafted: what waits for a
 * decision, and what was approved and has not left. Returns the approvals' ids. Looks at what became known since a moment, or
 * in this very transaction unless one is given.
 */
export async function withdrawAnswered(
  session: Session,
  workspaceId: string,
  now: Date,
  since: Date | null = null,
): Promise<string[]> {
  const { rows } = await sql<Stale>`
    select distinct on (a.id) a.id, a.task_id, a.recipient, d.id as delivery_id, l.kind
    from contact_ledger l
    join approvals a on a.workspace_id = l.workspace_id and a.contact_id = l.contact_id
      and a.status in ('pending', 'approved') and a.effect_kind = any (${toPeople}::text[])
    join tasks t on t.workspace_id = a.workspace_id and t.id = a.task_id and t.started_at < l.recorded_at
    left join deliveries d on d.approval_id = a.id and d.status = 'intended'
    where l.workspace_id = ${workspaceId} and l.kind in ('reply', 'bounce', 'opt-out')
      and l.recorded_at >= coalesce(${since}::timestamptz, transaction_timestamp())
      and (a.status = 'pending' or d.id is not null)
    order by a.id, l.recorded_at`.execute(session);
  const withdrawn: string[] = [];
  for (const stale of rows) if (await takeBack(session, workspaceId, stale, now)) withdrawn.push(stale.id);
  return withdrawn;
}

/** The same across workspaces, for replies that came in by a way that takes nothing back itself. */
export async function withdrawAnsweredLately(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const { rows } = await kernel.database.asScheduler("withdraw-answered", session =>
    sql<{ workspace_id: string }>`
      select distinct a.workspace_id from approvals a
      where a.contact_id is not null and a.status = 'pending'
      union select distinct d.workspace_id from deliveries d where d.contact_id is not null and d.status = 'intended'`.execute(
      session,
    ),
  );
  let withdrawn = 0;
  for (const { workspace_id: workspaceId } of rows) {
    const since = new Date(now.getTime() - lookBackMs);
    const ids = await kernel.asWorker(workspaceId, session => withdrawAnswered(session, workspaceId, now, since));
    withdrawn += ids.length;
  }
  return withdrawn;
}

/** False when it left, or somebody decided, in this very moment. */
async function takeBack(session: Session, workspaceId: string, stale: Stale, now: Date): Promise<boolean> {
  if (stale.delivery_id !== null) {
    const recalled = await session
      .updateTable("deliveries")
      .set({ status: "recalled", finished_at: now })
      .where("workspace_id", "=", workspaceId)
      .where("id", "=", stale.delivery_id)
      .where("status", "=", "intended")
      .returning("id")
      .executeTakeFirst();
    if (recalled === undefined) return false;
    await settleTouch(session, stale.id, "released");
    noteChange(session, "delivery", stale.delivery_id);
  }
  const reason = reasons[stale.kind];
  const superseded = await session
    .updateTable("approvals")
    .set({
      status: "superseded",
      decided_by: "governor",
      decided_via: "system",
      decided_at: now,
      decision_reason: reason,
    })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", stale.id)
    .where("status", "=", stale.delivery_id === null ? "pending" : "approved")
    .returning("id")
    .executeTakeFirst();
  if (superseded === undefined) return false;
  await recordActivity(session, workspaceId, governor, [
    {
      verb: "approval.superseded",
      entity: "approval",
      entityId: stale.id,
      taskId: stale.task_id,
      summary: `took back what was to go to ${stale.recipient}: ${reason}`,
    },
  ]);
  noteChange(session, "approval", stale.id);
  await settleTask(session, workspaceId, stale.task_id, now);
  return true;
}
