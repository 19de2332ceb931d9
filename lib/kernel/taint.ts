/** Owns the memory of where work came from: what follows from a call from outside is untrusted, however many tasks later. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { Staged } from "./task-context.ts";

/** How many tasks back is looked; no chain of messages, follow-ups and reruns comes near. */
const maxAncestors = 100;

/** Marks all that a run stages for people and agents as untrusted when the run, or a task that led to it, came in by a webhook. */
export async function distrustOutside(session: Session, taskId: string, staged: Staged): Promise<void> {
  const parts = [...staged.proposals, ...staged.outputs, ...staged.messages, ...staged.memories];
  if (parts.length === 0 || !(await isFromOutside(session, taskId))) return;
  for (const part of parts) part.isUntrusted = true;
}

async function isFromOutside(session: Session, taskId: string): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    with recursive line as (
      select id, parent_task_id, trigger, 1 as depth from tasks where id = ${taskId}
      union all
      select t.id, t.parent_task_id, t.trigger, line.depth + 1
      from line join tasks t on t.id = line.parent_task_id
      where line.depth < ${maxAncestors}
    )
    select coalesce(bool_or(trigger = 'webhook'), false) as is from line`.execute(session);
  return rows[0]?.is === true;
}

/** Whether a call from outside told us who this person is: then their very name is a stranger's words. */
export async function isContactFromOutside(session: Session, contactId: string): Promise<boolean> {
  const note = await session
    .selectFrom("contact_ledger")
    .select("id")
    .where("contact_id", "=", contactId)
    .where("kind", "=", "note")
    .where("channel", "=", "other")
    .where("is_untrusted", "=", true)
    .limit(1)
    .executeTakeFirst();
  return note !== undefined;
}
