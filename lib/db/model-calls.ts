/** Owns the queries over model calls, the cost ledger. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import type { ModelCalls } from "./types.gen.ts";

export type ModelCallRow = Selectable<ModelCalls>;

/** The calls one task made, first one first. */
export function listModelCalls(session: Session, workspaceId: string, taskId: string): Promise<ModelCallRow[]> {
  return session
    .selectFrom("model_calls")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("task_id", "=", taskId)
    .orderBy("id")
    .limit(500)
    .execute();
}
