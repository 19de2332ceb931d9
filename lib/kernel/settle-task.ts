/** Owns the end of a task that waited for decisions: settled when nothing it proposed is open any more. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import { noteChange } from "./aftermath.ts";

/**
 * Ends a task that awaits approval once no approval is pending and no delivery is under way. It is completed also when all
 * was rejected: a person's no is an outcome. Deliveries that failed or are unknown stay visible on their own.
 */
export async function settleTask(session: Session, workspaceId: string, taskId: string, now: Date): Promise<void> {
  // Two decisions at once must not each see the other's work as open: the second waits here and reads what the first wrote.
  await session
    .selectFrom("tasks")
    .select("id")
    .where("id", "=", taskId)
    .where("workspace_id", "=", workspaceId)
    .forNoKeyUpdate()
    .execute();
  const { rows } = await sql<{ id: string }>`
    update tasks t set status = 'completed', finished_at = coalesce(t.finished_at, ${now})
    where t.id = ${taskId} and t.workspace_id = ${workspaceId} and t.status = 'awaiting_approval'
      and not exists (select from approvals a where a.task_id = t.id and a.status = 'pending')
      and not exists (select from deliveries d where d.task_id = t.id and d.status in ('intended', 'sending', 'unknown'))
    returning t.id`.execute(session);
  if (rows.length > 0) noteChange(session, "task", taskId);
}
