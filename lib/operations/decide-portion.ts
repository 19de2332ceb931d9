/** Owns the carrying out of a decision about many: each portion as the person who pressed, through the one door. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { endBulkDecision, findBulkDecision } from "#lib/db/bulk-decisions.ts";
import { noteChange } from "#lib/kernel/aftermath.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { bulkDecisionCarryOn } from "./bulk-decision.ts";
import type { Executor } from "./execute.ts";

export type BulkPorts = { kernel: Kernel; executor: Executor };
type Press = { workspaceId: string; bulkId: string };

/** Decides about the next portion; true while more is left. Ends it with the reason when that person may decide no longer. */
export async function decidePortion({ kernel, executor }: BulkPorts, press: Press): Promise<boolean> {
  const { workspaceId, bulkId } = press;
  const bulk = await kernel.asWorker(workspaceId, session => findBulkDecision(session, workspaceId, bulkId));
  if (bulk?.status !== "running") return false;
  const caller = { userId: bulk.created_by, email: "", workspaceId, apiKey: null, via: "web" } as const;
  try {
    const { has_more } = await executor.execute(bulkDecisionCarryOn, caller, { id: bulkId }, { requestId: createId() });
    return has_more;
  } catch (error) {
    const isBarred = error instanceof AppError && (error.code === "forbidden" || error.code === "not-found");
    if (!isBarred) throw error;
    await giveUpBulk(kernel, press, error.message);
    return false;
  }
}

/** Ends it with the reason; what was not decided waits again. */
export async function giveUpBulk(kernel: Kernel, { workspaceId, bulkId }: Press, problem: string): Promise<void> {
  await kernel.asWorker(workspaceId, async session => {
    await endBulkDecision(session, workspaceId, bulkId, { at: kernel.clock.now(), problem });
    noteChange(session, "bulk-decision", bulkId);
    noteChange(session, "approval", bulkId);
  });
}
