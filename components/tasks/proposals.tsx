/** What a task proposed, each with its decision and what became of it. */
import Link from "next/link";
import { DeliveryBadge } from "#components/approvals/delivery-badge.tsx";
import { titleRecipient, writeHeadline } from "#components/approvals/effect-words.ts";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Approval } from "#lib/operations/shapes/approval.ts";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";

export type ProposalsProps = { approvals: readonly Approval[]; deliveries: readonly Delivery[] };

export function Proposals({ approvals, deliveries }: ProposalsProps) {
  return (
    <ul className="divide-y divide-line">
      {approvals.map(approval => (
        <li key={approval.id}>
          <Link
            href={`/approvals/${approval.id}`}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 outline-offset-[-2px] hover:bg-hover"
          >
            <span className="min-w-0 flex-1 basis-56">
              <span className="block truncate font-medium text-sm">{titleRecipient(approval)}</span>
              <span className="block truncate text-muted text-xs">{writeHeadline(approval)}</span>
            </span>
            <StatusBadge kind="approval" status={approval.status} />
            {deliveries
              .filter(delivery => delivery.approval_id === approval.id)
              .map(delivery => (
                <DeliveryBadge key={delivery.id} delivery={delivery} />
              ))}
          </Link>
        </li>
      ))}
    </ul>
  );
}
