/** Owns the queries over bulk decisions and the approvals each of them is about. */
import { type Selectable, sql } from "kysely";
import { type ApprovalFilter, matchApprovals } from "./approvals.ts";
import type { Session } from "./database.ts";
import type { BulkDecisions, BulkStatus } from "./types.gen.ts";

export type BulkDecisionRow = Selectable<BulkDecisions>;

/** One approval of a bulk decision, with whom it is for. */
export type BulkItemRow = {
  approval_id: string;
  recipient: string;
  digest: string;
  status: string;
  message: string | null;
  delivery_id: string | null;
};

export type NewBulkDecision = {
  id: string;
  workspaceId: string;
  verb: "approve" | "reject";
  reason: string | null;
  userId: string;
};

/** What a press was about: approvals by name, each with the digest that was read, or all that match a filter at this moment. */
export type BulkChoice = { named: readonly { id: string; digest: string }[] } | { matching: ApprovalFilter };

/**
 * Writes a press down; its items are taken in one statement, so that their digests are all of the same moment. Returns how many:
 * with 0 of them the caller must roll back.
 */
export async function insertBulkDecision(
  session: Session,
  bulk: NewBulkDecision,
  choice: BulkChoice,
): Promise<{ total: number }> {
  const chosen =
    "named" in choice
      ? sql`select n.id, n.digest, n.position from jsonb_to_recordset(${JSON.stringify(
          choice.named.map((one, position) => ({ ...one, position })),
        )}::jsonb) as n(id uuid, digest text, position integer)
        join approvals on approvals.id = n.id and approvals.workspace_id = ${bulk.workspaceId}`
      : sql`select approvals.id, approvals.digest,
          row_number() over (order by approvals.expires_at, approvals.id)::integer as position
        from approvals where ${matchApprovals(bulk.workspaceId, choice.matching)}`;
  await session
    .insertInto("bulk_decisions")
    .values({
      id: bulk.id,
      workspace_id: bulk.workspaceId,
      verb: bulk.verb,
      reason: bulk.reason,
      created_by: bulk.userId,
      // Its items come with the next statement, which sees this row: then the true count is known.
      total: 1,
    })
    .execute();
  const { numAffectedRows } = await sql`
    insert into bulk_decision_items (bulk_id, approval_id, workspace_id, position, digest)
    select ${bulk.id}::uuid, chosen.id, ${bulk.workspaceId}::uuid, chosen.position, chosen.digest
    from (${chosen}) chosen`.execute(session);
  const total = Number(numAffectedRows ?? 0n);
  if (total > 0) await session.updateTable("bulk_decisions").set({ total }).where("id", "=", bulk.id).execute();
  return { total };
}

export function findBulkDecision(
  session: Session,
  workspaceId: string,
  id: string,
): Promise<BulkDecisionRow | undefined> {
  return session
    .selectFrom("bulk_decisions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** As findBulkDecision, and holds the row: portions and a stop take turns. */
export function lockBulkDecision(
  session: Session,
  workspaceId: string,
  id: string,
): Promise<BulkDecisionRow | undefined> {
  return session
    .selectFrom("bulk_decisions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

/** Bulk decisions, newest first, before an id. */
export function listBulkDecisions(
  session: Session,
  workspaceId: string,
  page: { limit: number; beforeId?: string; status?: BulkStatus },
): Promise<BulkDecisionRow[]> {
  return session
    .selectFrom("bulk_decisions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(page.status !== undefined, query => query.where("status", "=", page.status as BulkStatus))
    .$if(page.beforeId !== undefined, query => query.where("id", "<", page.beforeId as string))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

/** The items of a bulk decision in one status, in the order of their turn. */
export async function listBulkItems(
  session: Session,
  bulkId: string,
  { status, limit }: { status: "waiting" | "refused" | "done"; limit: number },
): Promise<BulkItemRow[]> {
  return session
    .selectFrom("bulk_decision_items as i")
    .innerJoin("approvals as a", "a.id", "i.approval_id")
    .select(["i.approval_id", "a.recipient", "i.digest", "i.status", "i.message", "i.delivery_id"])
    .where("i.bulk_id", "=", bulkId)
    .where("i.status", "=", status)
    .orderBy("i.position")
    .limit(limit)
    .execute();
}

/** Deliveries of a bulk decision that have not left yet. */
export async function listHeldDeliveries(session: Session, bulkId: string): Promise<string[]> {
  const rows = await session
    .selectFrom("bulk_decision_items as i")
    .innerJoin("deliveries as d", "d.id", "i.delivery_id")
    .select("d.id")
    .where("i.bulk_id", "=", bulkId)
    .where("d.status", "=", "intended")
    .orderBy("i.position", "desc")
    .execute();
  return rows.map(row => row.id);
}

/** What became of one approval of a bulk decision. */
export async function settleBulkItem(
  session: Session,
  bulkId: string,
  item: { approvalId: string; message: string | null; deliveryId: string | null },
): Promise<void> {
  await session
    .updateTable("bulk_decision_items")
    .set({
      status: item.message === null ? "done" : "refused",
      message: item.message,
      delivery_id: item.deliveryId,
    })
    .where("bulk_id", "=", bulkId)
    .where("approval_id", "=", item.approvalId)
    .execute();
}

/** How far it is now, and that it has ended when nothing waits any more. */
export async function noteBulkProgress(
  session: Session,
  bulkId: string,
  progress: { done: number; refused: number; finishedAt: Date | null },
): Promise<void> {
  await session
    .updateTable("bulk_decisions")
    .set(({ eb }) => ({
      done: eb("done", "+", progress.done),
      refused: eb("refused", "+", progress.refused),
      ...(progress.finishedAt === null ? {} : { status: "finished", finished_at: progress.finishedAt }),
    }))
    .where("id", "=", bulkId)
    .execute();
}

/** Ends a running one before its end. Returns whether it was running. */
export async function endBulkDecision(
  session: Session,
  workspaceId: string,
  id: string,
  end: { at: Date } & ({ stoppedBy: string } | { problem: string }),
): Promise<boolean> {
  const ended = await session
    .updateTable("bulk_decisions")
    .set({
      status: "stopped",
      finished_at: end.at,
      ...("problem" in end ? { problem: end.problem } : { stopped_by: end.stoppedBy }),
    })
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .where("status", "=", "running")
    .returning("id")
    .executeTakeFirst();
  return ended !== undefined;
}
