/** Owns the activity log's one way in: a row written in the transaction of what it tells. */
import { createId } from "#lib/core/ids.ts";
import type { JsonObject } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import type { Actor } from "./actor.ts";

export type ActivityEntry = {
  /** `entity.past-tense`: task.queued, approval.approved. */
  verb: `${string}.${string}`;
  entity: string;
  entityId: string;
  taskId?: string;
  /** One sentence in the words of the business, without the actor. */
  summary: string;
  data?: JsonObject;
};

/** Writes what happened, in one statement for all entries. */
export async function recordActivity(
  session: Session,
  workspaceId: string,
  actor: Pick<Actor, "kind" | "id">,
  entries: readonly ActivityEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await session
    .insertInto("activity")
    .values(
      entries.map(entry => ({
        id: createId(),
        workspace_id: workspaceId,
        actor_kind: actor.kind,
        actor_id: actor.id,
        verb: entry.verb,
        entity: entry.entity,
        entity_id: entry.entityId,
        task_id: entry.taskId ?? null,
        summary: entry.summary,
        data: JSON.stringify(entry.data ?? {}),
      })),
    )
    .execute();
}
