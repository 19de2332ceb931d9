/** The address of one approval, for links from elsewhere: opens it in the inbox, on the tab where it belongs. */
import { notFound, redirect } from "next/navigation";
import { perform } from "#app/session/perform.ts";
import { AppError } from "#lib/core/errors.ts";
import { approvalGet } from "#lib/operations/approval-inbox.ts";

export default async function ApprovalPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const approval = await perform(approvalGet, { id }).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) notFound();
    throw error;
  });
  const search = new URLSearchParams({ open: id });
  if (approval.status !== "pending") {
    search.set("tab", "decided");
    search.set("status", approval.status);
  }
  redirect(`/approvals?${search}`);
}
