/** Owns how a decision about many approvals looks in answers. */
import { z } from "zod";
import type { BulkDecisionRow, BulkItemRow } from "#lib/db/bulk-decisions.ts";
import { Moment, toMoment, toMomentOrNull } from "./fields.ts";

export const BulkDecision = z
  .object({
    id: z.string(),
    verb: z.enum(["approve", "reject"]),
    reason: z.string().nullable(),
    status: z.enum(["running", "finished", "stopped"]),
    total: z.number().int().describe("How many it is about"),
    done: z.number().int().describe("Decided so far"),
    refused: z.number().int().describe("Could not be decided, each with its reason"),
    created_by: z.string().describe("Whose decision it is"),
    stopped_by: z.string().nullable(),
    problem: z.string().nullable().describe("Why it ended early, when nobody stopped it"),
    created_at: Moment,
    finished_at: Moment.nullable(),
  })
  .meta({ id: "BulkDecision" });
export type BulkDecision = z.infer<typeof BulkDecision>;

export const BulkRefusal = z
  .object({ approval_id: z.string(), recipient: z.string(), message: z.string() })
  .meta({ id: "BulkRefusal" });
export type BulkRefusal = z.infer<typeof BulkRefusal>;

export function describeBulkDecision(row: BulkDecisionRow): BulkDecision {
  return {
    id: row.id,
    verb: row.verb === "approve" ? "approve" : "reject",
    reason: row.reason,
    status: row.status === "running" || row.status === "finished" ? row.status : "stopped",
    total: row.total,
    done: row.done,
    refused: row.refused,
    created_by: row.created_by,
    stopped_by: row.stopped_by,
    problem: row.problem,
    created_at: toMoment(row.created_at),
    finished_at: toMomentOrNull(row.finished_at),
  };
}

export function describeBulkRefusal({ approval_id, recipient, message }: BulkItemRow): BulkRefusal {
  return { approval_id, recipient, message: message ?? "refused" };
}
