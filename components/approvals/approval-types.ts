/** The shapes that the approval pages pass around; all of them come from the operations. */
import type { z } from "zod";
import type { approvalApprove, approvalApproveMany, approvalGet, approvalList } from "#lib/operations/approval.ts";
import type { Approval } from "#lib/operations/shapes/approval.ts";

export type { Approval };
export type ApprovalPage = z.output<(typeof approvalList)["output"]>;
export type ApprovalDetail = z.output<(typeof approvalGet)["output"]>;
export type Approved = z.output<(typeof approvalApprove)["output"]>;
export type BulkOutcome = z.output<(typeof approvalApproveMany)["output"]>["data"][number];

/** A row of the list as far as the detail needs it, until the detail itself has been read. */
export function toDetail(row: Approval): ApprovalDetail {
  return { ...row, feedback: [], deliveries: [], edit_schema: null };
}

/** True when nothing would leave the house through this account. */
export function isOutbox(account: string): boolean {
  return account === "outbox";
}
