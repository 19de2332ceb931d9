/** The shapes that the approval pages pass around; all of them come from the operations. */
import type { z } from "zod";
import type { approvalApprove } from "#lib/operations/approval.ts";
import type { approvalCount, approvalGet, approvalList } from "#lib/operations/approval-inbox.ts";
import type { bulkDecisionGet, bulkDecisionList } from "#lib/operations/bulk-decision.ts";
import type { Approval, Leaving } from "#lib/operations/shapes/approval.ts";

export type { Approval, Leaving };
export type ApprovalPage = z.output<(typeof approvalList)["output"]>;
export type InboxApproval = ApprovalPage["data"][number];
export type ApprovalDetail = z.output<(typeof approvalGet)["output"]>;
export type Approved = z.output<(typeof approvalApprove)["output"]>;
export type WaitingCount = z.output<(typeof approvalCount)["output"]>;
export type BulkDecision = z.output<(typeof bulkDecisionList)["output"]>["data"][number];
export type BulkDetail = z.output<(typeof bulkDecisionGet)["output"]>;

/** A row of the list as far as the detail needs it, until the detail itself has been read. */
export function toDetail(row: InboxApproval): ApprovalDetail {
  return { ...row, feedback: [], deliveries: [], edit_schema: null, leaving: null, leaving_problem: null };
}

/** True when nothing would leave the house through this account. */
export function isOutbox(account: string): boolean {
  return account === "outbox";
}
