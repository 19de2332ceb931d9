"use client";
/** One approval in the list: who, what, by which agent, and why it stands there; its box selects, the rest opens. */
import { PackageOpen, TriangleAlert } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { SampleSign } from "#components/shared/sample-past.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { useClockText } from "#components/ui/clock.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { InboxApproval } from "./approval-types.ts";
import { isOutbox } from "./approval-types.ts";
import { writeDoubt, writeStake } from "./attention-words.ts";
import { titleRecipient, writeHeadline } from "./effect-words.ts";

export type ApprovalRowProps = {
  approval: InboxApproval;
  agent: string;
  /** What became of it, where that is known. */
  outcome?: ReactNode;
  href: string;
  isCurrent: boolean;
  /** Undefined where nothing can be selected. */
  isSelected?: boolean;
  /** Told whether a key opened it, so that the focus can follow. */
  onOpen: (isByKey: boolean) => void;
  onSelect?: (isRange: boolean) => void;
};

export function ApprovalRow(props: ApprovalRowProps) {
  const { approval, agent, outcome, href, isCurrent, isSelected, onOpen, onSelect } = props;
  const isPending = approval.status === "pending";
  function follow(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    if (event.shiftKey && onSelect) onSelect(true);
    else onOpen(event.detail === 0);
  }
  return (
    <li
      className={joinClasses(
        "flex items-stretch border-l-2",
        isCurrent ? "border-l-accent bg-selected" : "border-l-transparent hover:bg-hover",
      )}
    >
      {onSelect ? (
        <span className="flex w-9 shrink-0 items-start justify-end pt-3 max-md:w-12 max-md:justify-center">
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
          <AgentMark domain={approval.domain} size="sm" className="self-center" />
          <span className="min-w-0 flex-1 truncate font-medium text-sm">{titleRecipient(approval)}</span>
          <span className="max-w-28 shrink-0 truncate text-faint text-xs">
            {isPending ? agent : <RelativeTime at={approval.decided_at} />}
          </span>
        </span>
        <span className="block truncate text-muted text-sm">{writeHeadline(approval)}</span>
        <span className="mt-1 flex min-w-0 items-center gap-1.5 text-faint text-xs">
          {isPending ? <Reasons approval={approval} /> : null}
          {isPending ? null : (outcome ?? <StatusBadge kind="approval" status={approval.status} variant="plain" />)}
          {isPending ? null : <span className="truncate">{agent}</span>}
          <SampleSign at={approval.created_at} />
          {approval.is_untrusted ? (
            <TriangleAlert
              aria-label="Untrusted: text from outside went into it"
              className="size-3 shrink-0 text-warn"
            />
          ) : null}
          {isOutbox(approval.account) && approval.mode === "approval" && isPending ? (
            <PackageOpen aria-label="Outbox, nothing is sent" className="ml-auto size-3.5 shrink-0" />
          ) : null}
        </span>
      </a>
    </li>
  );
}

/** "$4,000 at risk · 40 min left · changed 1 in 3". */
function Reasons({ approval }: { approval: InboxApproval }) {
  const snoozedUntil = approval.snoozed_until === null ? 0 : Date.parse(approval.snoozed_until);
  const isSnoozed = useClockText(nowMs => (snoozedUntil > nowMs ? "yes" : "")) === "yes";
  const doubt = writeDoubt(approval);
  return (
    <>
      {isSnoozed ? <StatusBadge kind="approval" status="snoozed" variant="plain" /> : null}
      <span className="min-w-0 truncate tabular-nums">
        {approval.mode === "suggestion" ? "Suggestion · " : ""}
        {writeStake(approval)} · <TimeLeft until={approval.expires_at} />
        {doubt === null ? "" : ` · ${doubt}`}
      </span>
    </>
  );
}

/** In the largest unit only: the panel tells it to the second. */
function TimeLeft({ until }: { until: string }) {
  const untilMs = Date.parse(until);
  const words = useClockText(nowMs => {
    const minutes = Math.ceil((untilMs - nowMs) / 60_000);
    if (minutes <= 0) return "expired";
    if (minutes < 90) return `${minutes} min left`;
    const hours = Math.round(minutes / 60);
    return hours < 48 ? `${hours} h left` : `${Math.round(hours / 24)} d left`;
  });
  const isClose = / min left$|^expired$/.test(words);
  return <span className={isClose ? "font-medium text-warn" : undefined}>{words}</span>;
}
