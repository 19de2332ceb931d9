/** Owns the query for a sweep's one summary: the task that writes it, what it wrote, and what became of the message. */
import { sql } from "kysely";
import type { Session } from "./database.ts";
import type { ApprovalStatus, DeliveryStatus, TaskStatus } from "./types.gen.ts";

export type SweepSummaryRow = {
  sweep_id: string;
  created_at: Date;
  is_complete: boolean | null;
  task_id: string | null;
  task_status: TaskStatus | null;
  result: unknown;
  approval_id: string | null;
  approval_status: ApprovalStatus | null;
  delivery_status: DeliveryStatus | null;
  account: string | null;
};

/** A sweep with its summary; undefined when there is no such sweep. */
export async function findSweepSummary(
  session: Session,
  workspaceId: string,
  sweepId: string,
): Promise<SweepSummaryRow | undefined> {
  const { rows } = await sql<SweepSummaryRow>`
    select s.id as sweep_id, s.created_at, r.is_complete, t.id as task_id, t.status as task_status, t.result,
      a.id as approval_id, a.status as approval_status, d.status as delivery_status, coalesce(d.account, a.account) as account
    from sweeps s
    left join sweep_summaries r on r.workspace_id = s.workspace_id and r.sweep_id = s.id
    left join tasks t on t.workspace_id = s.workspace_id and t.id = r.task_id
    left join lateral (select * from approvals p where p.task_id = t.id order by p.id desc limit 1) a on true
    left join lateral (select * from deliveries l where l.approval_id = a.id order by l.id desc limit 1) d on true
    where s.workspace_id = ${workspaceId} and s.id = ${sweepId}`.execute(session);
  return rows[0];
}
