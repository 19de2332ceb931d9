/** Owns the queries over decisions, the reasoning trace of a task. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import type { Decisions } from "./types.gen.ts";

export type DecisionRow = Selectable<Decisions>;

/** The trace of a task, first step first, over all its attempts. */
export function listDecisions(session: Session, workspaceId: string, taskId: string): Promise<DecisionRow[]> {
  return session
    .selectFrom("decisions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("task_id", "=", taskId)
    .orderBy("attempt")
    .orderBy("seq")
    .limit(2000)
    .execute();
}
