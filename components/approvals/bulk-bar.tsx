"use client";
/** What can be done with the selected approvals: those that were picked, or all that match, which is more than what is shown. */
import { Check, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { WaitingCount } from "./approval-types.ts";

export type BulkBarProps = {
  count: number;
  shownCount: number;
  hasMore: boolean;
  /** How many match in all, once that was chosen. */
  all: WaitingCount | null;
  isCounting: boolean;
  onSelectShown: () => void;
  onSelectAll: () => void;
  onClear: () => void;
  onApprove: () => void;
  onReject: () => void;
};

export function BulkBar(props: BulkBarProps) {
  const { all } = props;
  const approvable = all?.approvable ?? props.count;
  const waiting = all?.waiting ?? props.count;
  return (
    <section
      aria-label="Selected proposals"
      className="flex flex-wrap items-center gap-2 border-b bg-accent-soft px-3 py-2 text-sm"
    >
      <span aria-live="polite" className="font-medium tabular-nums">
        {all ? `All ${waiting.toLocaleString("en")} that match` : `${props.count} selected`}
      </span>
      {all ? null : props.count < props.shownCount ? (
        <Button variant="link" size="sm" onClick={props.onSelectShown}>
          Select the {props.shownCount} shown
        </Button>
      ) : props.hasMore ? (
        <Button variant="link" size="sm" isBusy={props.isCounting} onClick={props.onSelectAll}>
          Select all that match
        </Button>
      ) : null}
      <span className="ml-auto flex gap-2">
        <Button size="sm" variant="primary" disabled={approvable === 0} onClick={props.onApprove}>
          <Check aria-hidden />
          Approve {approvable.toLocaleString("en")}
        </Button>
        <Button size="sm" onClick={props.onReject}>
          Reject {waiting.toLocaleString("en")}
        </Button>
        <Button size="icon-sm" variant="ghost" aria-label="Clear the selection" onClick={props.onClear}>
          <X aria-hidden />
        </Button>
      </span>
      {all && approvable < waiting ? (
        <p className="basis-full text-muted text-xs">
          {(waiting - approvable).toLocaleString("en")} are suggestions, which you carry out yourself: approving leaves
          them.
        </p>
      ) : null}
    </section>
  );
}
