"use client";
/** One approval in the list: who, what, by which agent and until when; its box selects, the rest opens. */
import { PackageOpen, TriangleAlert } from "lucide-react";
import type { MouseEvent } from "react";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Countdown } from "#components/ui/duration.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";
import { type Approval, isOutbox } from "./approval-types.ts";
import { DeliveryBadge } from "./delivery-card.tsx";
import { titleRecipient, writeHeadline } from "./effect-words.ts";

export type ApprovalRowProps = {
  approval: Approval;
  delivery?: Delivery;
  href: string;
  isCurrent: boolean;
  /** Undefined where nothing can be selected. */
  isSelected?: boolean;
  /** Told whether a key opened it, so that the focus can follow. */
  onOpen: (isByKey: boolean) => void;
  onSelect?: (isRange: boolean) => void;
};

export function ApprovalRow({ approval, delivery, href, isCurrent, isSelected, onOpen, onSelect }: ApprovalRowProps) {
  const isPending = approval.status === "pending";
  function follow(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(event.detail === 0);
  }
  return (
    <li
      className={joinClasses(
        "flex items-stretch border-l-2",
        isCurrent ? "border-l-accent bg-selected" : "border-l-transparent hover:bg-hover",
      )}
    >
      {onSelect ? (
        <span className="flex w-9 shrink-0 items-start justify-end pt-3.5 max-md:w-12 max-md:justify-center">
          <Checkbox
            tabIndex={-1}
            aria-label={`Select the proposal to ${approval.recipient}`}
            checked={isSelected ?? false}
            onCheckedChange={(_, isRange) => onSelect(isRange)}
          />
        </span>
      ) : null}
      <a
        href={href}
        data-row={approval.id}
        onClick={follow}
        aria-current={isCurrent || undefined}
        className="block min-w-0 flex-1 px-3 py-2.5 outline-offset-[-2px]"
      >
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium text-sm">{titleRecipient(approval)}</span>
          <span className="shrink-0 text-faint text-xs">
            {isPending ? (
              <Countdown until={approval.expires_at} afterwards="Expired" />
            ) : (
              <RelativeTime at={approval.decided_at} />
            )}
          </span>
        </span>
        <span className="block truncate text-muted text-sm">{writeHeadline(approval)}</span>
        <span className="mt-0.5 flex min-w-0 items-center gap-2 text-faint text-xs">
          {isPending || delivery ? null : <StatusBadge kind="approval" status={approval.status} variant="plain" />}
          {delivery ? <DeliveryBadge delivery={delivery} /> : null}
          {isPending && approval.snoozed_until !== null && Date.parse(approval.snoozed_until) > Date.now() ? (
            <StatusBadge kind="approval" status="snoozed" variant="plain" />
          ) : null}
          {delivery ? null : (
            <span className="truncate">
              {approval.domain}.{approval.task}
            </span>
          )}
          {approval.mode === "suggestion" ? <span>· suggestion</span> : null}
          {approval.value_at_risk_micros > 0 ? (
            <span className="whitespace-nowrap tabular-nums">
              {delivery ? "" : "· "}
              {formatMicros(approval.value_at_risk_micros)} at risk
            </span>
          ) : null}
          {approval.is_untrusted ? (
            <span className="inline-flex items-center gap-1 text-warn">
              <TriangleAlert aria-hidden className="size-3" />
              Untrusted
            </span>
          ) : null}
          {isOutbox(approval.account) && approval.mode === "approval" && !delivery ? (
            <PackageOpen aria-label="Outbox, nothing is sent" className="ml-auto size-3.5 shrink-0" />
          ) : null}
        </span>
      </a>
    </li>
  );
}
