/** What a task proposed, each with its decision, and what became of it: through whom, when, and under which reference. */

import Link from "next/link";
import { DeliveryBadge } from "#components/approvals/delivery-badge.tsx";
import { nameEffect, titleRecipient, writeHeadline } from "#components/approvals/effect-words.ts";
import { AccountLabel } from "#components/connections/account-label.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Approval } from "#lib/operations/shapes/approval.ts";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";

export type EffectListProps = { approvals: readonly Approval[]; deliveries: readonly Delivery[] };

export function EffectList({ approvals, deliveries }: EffectListProps) {
  return (
    <ul className="divide-y divide-line">
      {approvals.map(approval => (
        <li key={approval.id} id={`effect-${approval.id}`} className="scroll-mt-4 target:bg-selected">
          <Link
            href={`/approvals/${approval.id}`}
            prefetch={false}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 outline-offset-[-2px] hover:bg-hover"
          >
            <span className="min-w-0 flex-1 basis-56">
              <span className="block truncate font-medium text-sm">
                {nameEffect(approval.effect_kind)}: {titleRecipient(approval)}
              </span>
              <span className="block truncate text-muted text-xs">{writeHeadline(approval)}</span>
            </span>
            <StatusBadge kind="approval" status={approval.status} />
          </Link>
          {deliveries
            .filter(delivery => delivery.approval_id === approval.id)
            .map(delivery => (
              <DeliveryLine key={delivery.id} delivery={delivery} />
            ))}
        </li>
      ))}
    </ul>
  );
}

function DeliveryLine({ delivery }: { delivery: Delivery }) {
  const reason = delivery.error?.reason ?? delivery.error?.message;
  return (
    <div
      id={`delivery-${delivery.id}`}
      className="scroll-mt-4 border-line border-l-2 px-3 pb-2.5 text-xs target:bg-selected max-md:ml-4 md:ml-6"
    >
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
        <DeliveryBadge delivery={delivery} />
        <span>
          {delivery.status === "intended" ? "leaves " : ""}
          <RelativeTime at={delivery.finished_at ?? delivery.sending_at ?? delivery.release_at} />
        </span>
        <span className="break-all">
          through <AccountLabel account={delivery.account} />
        </span>
        {delivery.vendor_id === null ? null : <span className="break-all">reference {delivery.vendor_id}</span>}
      </p>
      {typeof reason === "string" ? <p className="mt-1 break-words text-danger">{reason}</p> : null}
    </div>
  );
}
