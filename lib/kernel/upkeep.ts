/** Owns what must happen without anyone asking: expiry, and work that was left behind is started again. Every turn is harmless to repeat. */
import { sql } from "kysely";
import { createId, deriveId } from "#lib/core/ids.ts";
import type { SchedulerPurpose, Session } from "#lib/db/database.ts";
import { recordActivity } from "./activity.ts";
import { noteChange, stageEvents } from "./aftermath.ts";
import { chooseLink } from "./connections.ts";
import { countDays } from "./count-days.ts";
import { describeDeliveryEvent } from "./delivery.ts";
import { describeEvent } from "./dispatch.ts";
import { effectKinds } from "./effects.ts";
import type { Kernel, OutgoingEvent } from "./kernel.ts";
import { rebindPending } from "./rebind.ts";
import { settleTask } from "./settle-task.ts";
import { startDueSweeps } from "./sweep.ts";
import { concludeSweeps } from "./sweep-summary.ts";
import { indexTaskTerms } from "./task-terms.ts";
import { withdrawAnsweredLately } from "./withdraw.ts";

export type UpkeepReport = Record<
  | "flushed"
  | "expired"
  | "restarted"
  | "redelivered"
  | "escalated"
  | "forgotten"
  | "swept"
  | "withdrawn"
  | "summarised"
  | "counted"
  | "indexed",
  number
>;

/** How long an event may wait in the outbox before the flusher takes it: longer than sending after the commit takes. */
const outboxPatienceMs = 2_000;
const system = { kind: "system", id: "upkeep" } as const;

/** One turn of everything. */
export async function keepUp(kernel: Kernel): Promise<UpkeepReport> {
  return {
    flushed: await kernel.flushOutbox(outboxPatienceMs),
    expired: await expireApprovals(kernel),
    restarted: await restartTasks(kernel),
    redelivered: await restartDeliveries(kernel),
    escalated: await escalateMessages(kernel),
    forgotten: await forgetKeys(kernel),
    withdrawn: await withdrawAnsweredLately(kernel),
    swept: await startDueSweeps(kernel),
    summarised: await concludeSweeps(kernel),
    counted: await countDays(kernel),
    indexed: await indexTaskTerms(kernel),
  };
}

/** What a start needs once: a row for every agent the code declares, pending approvals bound to the connections of today. */
export async function prepareWorkspaces(kernel: Kernel): Promise<void> {
  const declared = kernel.registry.list().map(agent => ({
    domain: agent.domain,
    autonomy: agent.autonomy,
    settings: agent.settings.parse({}),
  }));
  const accounts = Object.values(effectKinds).map(({ kind, capability }) => ({
    kind,
    account: chooseLink(kernel.connectors.lent, capability)?.account ?? "none",
  }));
  const workspaces = await kernel.database.asScheduler("register-agents", async session => {
    await sql`
      insert into agents (workspace_id, domain, autonomy, settings)
      select w.id, d.domain, d.autonomy::autonomy, d.settings
      from workspaces w cross join jsonb_to_recordset(${JSON.stringify(declared)}::jsonb) as d(domain text, autonomy text, settings jsonb)
      on conflict do nothing`.execute(session);
    const { rows } = await sql<{ workspace_id: string }>`
      select distinct a.workspace_id
      from approvals a
      join workspaces w on w.id = a.workspace_id
      join jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as e(kind text, account text) on e.kind = a.effect_kind
      where a.status = 'pending' and (a.policy_version <> w.policy_version or a.account <> e.account and not exists (
        select from connections c where c.workspace_id = a.workspace_id and c.account = a.account))`.execute(session);
    return rows.map(row => row.workspace_id);
  });
  for (const workspaceId of workspaces)
    await kernel.asWorker(workspaceId, session => rebindPending(kernel, session, workspaceId));
}

/** Expires what nobody decided in time. Deciding checks the clock too, so a late turn sends nothing. */
async function expireApprovals(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const due = await list(kernel, "expire-approvals", session =>
    session
      .selectFrom("approvals")
      .select(["id", "workspace_id"])
      .where("status", "=", "pending")
      .where("expires_at", "<=", now)
      .limit(500)
      .execute(),
  );
  for (const { id, workspace_id: workspaceId } of due) {
    await kernel.asWorker(workspaceId, async session => {
      const expired = await session
        .updateTable("approvals")
        .set({
          status: "expired",
          decided_by: "clock",
          decided_via: "clock",
          decided_at: now,
          decision_reason: "nobody decided in time",
        })
        .where("id", "=", id)
        .where("workspace_id", "=", workspaceId)
        .where("status", "=", "pending")
        .where("expires_at", "<=", now)
        .returning(["task_id", "recipient"])
        .executeTakeFirst();
      if (expired === undefined) return;
      await recordActivity(session, workspaceId, system, [
        {
          verb: "approval.expired",
          entity: "approval",
          entityId: id,
          taskId: expired.task_id,
          summary: `nobody decided in time: nothing was sent to ${expired.recipient}`,
        },
      ]);
      noteChange(session, "approval", id);
      await settleTask(session, workspaceId, expired.task_id, now);
    });
  }
  return due.length;
}

/** Starts tasks again whose run was lost: queued for a minute without one, or running for a quarter of an hour. */
async function restartTasks(kernel: Kernel): Promise<number> {
  const { rows } = await kernel.database.asScheduler("watch-tasks", session =>
    sql<{ id: string; workspace_id: string; domain: string; task: string; priority: number }>`
      select t.id, t.workspace_id, t.domain, t.task, t.priority
      from tasks t join agents a on a.workspace_id = t.workspace_id and a.domain = t.domain and a.paused_at is null
      where t.status in ('queued', 'planning', 'running')
        and case when t.status = 'queued'
              then t.created_at < now() - interval '1 minute' and coalesce(t.run_at, t.created_at) < now() - interval '1 minute'
              else t.started_at < now() - interval '15 minutes' end
        and not exists (select from outbox o where o.id = t.id)
      order by t.id limit 500`.execute(session),
  );
  const minute = Math.floor(kernel.clock.now().getTime() / 300_000).toString();
  await resend(
    kernel,
    rows.map(row => ({
      workspaceId: row.workspace_id,
      event: describeEvent({ ...row, workspaceId: row.workspace_id }, deriveId("restart", row.id, minute)),
    })),
  );
  return rows.length;
}

/** Starts deliveries again whose run was lost: half a minute past their release, or claimed two minutes ago. */
async function restartDeliveries(kernel: Kernel): Promise<number> {
  const { rows } = await kernel.database.asScheduler("release-deliveries", session =>
    sql<{ id: string; workspace_id: string; release_at: Date }>`
      select id, workspace_id, release_at from deliveries
      where status = 'intended' and release_at < now() - interval '30 seconds'
         or status = 'sending' and sending_at < now() - interval '2 minutes'
      order by release_at limit 500`.execute(session),
  );
  const turn = Math.floor(kernel.clock.now().getTime() / 60_000).toString();
  await resend(
    kernel,
    rows.map(row => ({
      workspaceId: row.workspace_id,
      event: describeDeliveryEvent(row.workspace_id, row.id, row.release_at, deriveId("redeliver", row.id, turn)),
    })),
  );
  return rows.length;
}

/** Turns requests that nobody answered by their deadline over to the people. */
async function escalateMessages(kernel: Kernel): Promise<number> {
  const now = kernel.clock.now();
  const late = await list(kernel, "escalate-messages", session =>
    session
      .selectFrom("messages")
      .select(["id", "workspace_id", "topic", "body", "from_domain", "to_domain", "correlation_id", "depth"])
      .where("requires_response", "=", true)
      .where("answered_at", "is", null)
      .where("overdue_at", "is", null)
      .where("deadline_at", "<=", now)
      .limit(500)
      .execute(),
  );
  for (const message of late) {
    await kernel.asWorker(message.workspace_id, async session => {
      const claimed = await session
        .updateTable("messages")
        .set({ overdue_at: now })
        .where("id", "=", message.id)
        .where("workspace_id", "=", message.workspace_id)
        .where("answered_at", "is", null)
        .where("overdue_at", "is", null)
        .returning("id")
        .executeTakeFirst();
      if (claimed === undefined) return;
      const id = createId();
      await session
        .insertInto("messages")
        .values({
          id,
          workspace_id: message.workspace_id,
          type: "escalation",
          topic: message.topic,
          from_domain: message.from_domain,
          body: `${message.to_domain === null ? "Nobody answered" : `${message.to_domain} did not answer`} in time: ${message.body}`,
          correlation_id: message.correlation_id,
          depth: message.depth,
          answers: message.id,
        })
        .execute();
      noteChange(session, "message", id);
    });
  }
  return late.length;
}

/** Idempotency keys are promised for 24 hours. */
async function forgetKeys(kernel: Kernel): Promise<number> {
  const before = new Date(kernel.clock.now().getTime() - 24 * 3_600_000);
  const { numDeletedRows } = await kernel.database.asScheduler("forget-keys", session =>
    session.deleteFrom("idempotency_keys").where("created_at", "<", before).executeTakeFirstOrThrow(),
  );
  return Number(numDeletedRows);
}

async function resend(kernel: Kernel, events: { workspaceId: string; event: OutgoingEvent }[]): Promise<void> {
  for (const { workspaceId, event } of events) {
    await kernel.asWorker(workspaceId, session => stageEvents(session, workspaceId, [event]));
  }
}

function list<T>(kernel: Kernel, purpose: SchedulerPurpose, read: (session: Session) => Promise<T[]>): Promise<T[]> {
  return kernel.database.asScheduler(purpose, read);
}
