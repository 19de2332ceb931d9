/** Owns the reading of the activity log. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import type { Activity } from "./types.gen.ts";

export type ActivityRow = Selectable<Activity>;

export type ActivityFilter = { entity?: string; entityId?: string; taskId?: string };

/** What happened, newest first, below `beforeId`. */
export function listActivity(
  session: Session,
  workspaceId: string,
  filter: ActivityFilter,
  page: { limit: number; beforeId?: string },
): Promise<ActivityRow[]> {
  return session
    .selectFrom("activity")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.entity !== undefined, query => query.where("entity", "=", filter.entity as string))
    .$if(filter.entityId !== undefined, query => query.where("entity_id", "=", filter.entityId as string))
    .$if(filter.taskId !== undefined, query => query.where("task_id", "=", filter.taskId as string))
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}
