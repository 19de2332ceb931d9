"use client";
/** The bar of what is selected, and the question before deciding about all that match, most of which nobody has read. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { showError } from "#components/ui/toast.ts";
import type { InboxApproval, WaitingCount } from "./approval-types.ts";
import { BulkBar } from "./bulk-bar.tsx";
import type { Bulk, Matching } from "./use-bulk.ts";
import type { Inbox } from "./use-inbox.ts";
import type { useSelection } from "./use-selection.ts";

export type InboxSelectionProps = {
  inbox: Inbox;
  selection: ReturnType<typeof useSelection<InboxApproval, WaitingCount>>;
  matching: Matching;
  bulk: Bulk;
  onApprove: () => void;
  onReject: () => void;
  /** A press of the key; asked here, because here it is known how many it is about. */
  isAskingApproval: boolean;
  onAsked: () => void;
};

export function InboxSelection(props: InboxSelectionProps) {
  const { inbox, selection, matching, bulk } = props;
  const [isAsking, setIsAsking] = useState(false);
  const count = useMutation({
    mutationFn: () => request<WaitingCount>("/approvals/count", { query: matching }),
    onSuccess: all => selection.selectAll(all),
    onError: error => showError("They could not be counted", { description: describeError(error) }),
  });
  const { all } = selection;
  const { isAskingApproval, onAsked } = props;
  useEffect(() => {
    if (!isAskingApproval) return;
    setIsAsking(true);
    onAsked();
  }, [isAskingApproval, onAsked]);
  const many = (all?.approvable ?? 0).toLocaleString("en");
  return (
    <>
      <BulkBar
        count={selection.selected.length}
        shownCount={inbox.rows.length}
        hasMore={inbox.list.hasNextPage}
        all={all}
        isCounting={count.isPending}
        onSelectShown={() => selection.add(inbox.rows.map(row => row.id))}
        onSelectAll={() => count.mutate()}
        onClear={selection.clear}
        onApprove={() => (all === null ? props.onApprove() : setIsAsking(true))}
        onReject={props.onReject}
      />
      <AlertDialog
        open={isAsking && all !== null}
        onOpenChange={setIsAsking}
        tone="primary"
        title={`Approve all ${many} that match?`}
        description={`You have ${inbox.rows.length.toLocaleString("en")} of them on this page. Each is approved exactly as it stands at this moment, and leaves after its undo window; what is changed meanwhile is left for you.`}
        actionLabel={`Approve ${many}`}
        typedConfirmation={`approve ${all?.approvable ?? 0}`}
        onAction={async () => {
          if (all === null) return;
          const isBegun = await bulk.start({ verb: "approve", matching, count: all.approvable });
          if (!isBegun) return;
          selection.clear();
          inbox.open(null);
        }}
      />
    </>
  );
}
