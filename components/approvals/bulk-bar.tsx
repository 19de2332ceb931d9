"use client";
/** What can be done with the selected approvals, how far it is, and each one that was refused with its reason. */
import { Check, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { BulkState } from "./use-bulk.ts";

export type BulkBarProps = {
  count: number;
  shownCount: number;
  hasMore: boolean;
  isLoadingAll: boolean;
  onSelectShown: () => void;
  onSelectAll: () => void;
  onClear: () => void;
  onApprove: () => void;
  onReject: () => void;
};

export function BulkBar(props: BulkBarProps) {
  return (
    <section
      aria-label="Selected proposals"
      className="flex flex-wrap items-center gap-2 border-b bg-accent-soft px-3 py-2 text-sm"
    >
      <span aria-live="polite" className="font-medium tabular-nums">
        {props.count} selected
      </span>
      {props.count < props.shownCount ? (
        <Button variant="link" size="sm" onClick={props.onSelectShown}>
          Select the {props.shownCount} shown
        </Button>
      ) : props.hasMore ? (
        <Button variant="link" size="sm" isBusy={props.isLoadingAll} onClick={props.onSelectAll}>
          Select all that match
        </Button>
      ) : null}
      <span className="ml-auto flex gap-2">
        <Button size="sm" variant="primary" onClick={props.onApprove}>
          <Check aria-hidden />
          Approve {props.count}
        </Button>
        <Button size="sm" onClick={props.onReject}>
          Reject {props.count}
        </Button>
        <Button size="icon-sm" variant="ghost" aria-label="Clear the selection" onClick={props.onClear}>
          <X aria-hidden />
        </Button>
      </span>
    </section>
  );
}

export function BulkProgress({
  state,
  onStop,
  onDismiss,
}: {
  state: BulkState;
  onStop: () => void;
  onDismiss: () => void;
}) {
  return (
    <section aria-label={`${state.verb} several`} className="flex flex-col gap-2 border-b px-3 py-2.5">
      <div className="flex items-end gap-3">
        <Progress
          label={state.isRunning ? state.verb : "Finished"}
          value={state.done}
          max={state.total}
          className="flex-1"
        />
        <Button size="sm" onClick={state.isRunning ? onStop : onDismiss}>
          {state.isRunning ? "Stop" : "Close"}
        </Button>
      </div>
      {state.refused.length > 0 ? (
        <ul aria-label="Refused" className="scroll-slim max-h-40 overflow-y-auto text-sm">
          {state.refused.map(refusal => (
            <li key={refusal.id} className="py-0.5">
              <a href={`/approvals?open=${refusal.id}`} className="text-accent underline underline-offset-2">
                {refusal.recipient}
              </a>
              : <span className="text-danger">{refusal.message}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
