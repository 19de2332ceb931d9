/** Owns the queries over model calls, the cost ledger. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import { firstIdAt } from "./id-range.ts";
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

/** How many calls a workspace has made since a moment, how many of them failed, and when the last was. */
export async function countModelCalls(
  session: Session,
  workspaceId: string,
  since: Date,
): Promise<{ calls: number; failures: number; lastAt: Date | null }> {
  const row = await session
    .selectFrom("model_calls")
    .select(({ fn }) => [
      fn.countAll<number>().as("calls"),
      fn.count<number>("error").as("failures"),
      fn.max("created_at").as("lastAt"),
    ])
    .where("workspace_id", "=", workspaceId)
    .where("id", ">=", firstIdAt(since))
    .executeTakeFirstOrThrow();
  return { calls: row.calls, failures: row.failures, lastAt: row.lastAt };
}
