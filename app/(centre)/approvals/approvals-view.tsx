"use client";
/** The inbox: a list, beside it the whole proposal; decides by press or key, and moves on to the next. */
import dynamic from "next/dynamic";
import { useCallback, useRef, useState } from "react";
import type { PanelActs } from "#components/approvals/approval-panel.tsx";
import type { Approval, InboxApproval, WaitingCount } from "#components/approvals/approval-types.ts";
import { type Asking, InboxDialogs } from "#components/approvals/inbox-dialogs.tsx";
import { InboxEnd } from "#components/approvals/inbox-end.tsx";
import { InboxFilters } from "#components/approvals/inbox-filters.tsx";
import { InboxList } from "#components/approvals/inbox-list.tsx";
import { matchInput } from "#components/approvals/inbox-search.ts";
import { PanelSkeleton } from "#components/approvals/panel-skeleton.tsx";
import { useBulk } from "#components/approvals/use-bulk.ts";
import { type Decision, useDecisions } from "#components/approvals/use-decisions.ts";
import { useInbox } from "#components/approvals/use-inbox.ts";
import { useInboxKeys } from "#components/approvals/use-inbox-keys.ts";
import { useSelection } from "#components/approvals/use-selection.ts";
import { useTally } from "#components/approvals/use-tally.ts";
import { useUndo } from "#components/approvals/use-undo.ts";
import { joinClasses } from "#components/ui/join-classes.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { showInfo } from "#components/ui/toast.ts";

// The first script holds the list; what stands beside it and what only some need come right after.
const ApprovalPanel = dynamic(
  () => import("#components/approvals/approval-panel.tsx").then(module => module.ApprovalPanel),
  { loading: PanelSkeleton, ssr: false },
);
const InboxSelection = dynamic(
  () => import("#components/approvals/inbox-selection.tsx").then(module => module.InboxSelection),
  { ssr: false },
);
const BulkProgress = dynamic(
  () => import("#components/approvals/bulk-progress.tsx").then(module => module.BulkProgress),
  { ssr: false },
);
const HeldStrip = dynamic(() => import("#components/approvals/held-strip.tsx").then(module => module.HeldStrip), {
  ssr: false,
});
const UnsettledNote = dynamic(
  () => import("#components/approvals/unsettled-note.tsx").then(module => module.UnsettledNote),
  { ssr: false },
);

export function ApprovalsView() {
  const frame = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const shown = useRef<Approval | null>(null);
  const inbox = useInbox(frame);
  const { search, isWide, rows, currentId, cursor, open } = inbox;
  const [asking, setAsking] = useState<Asking | null>(null);
  const [isAskingAll, setIsAskingAll] = useState(false);
  const [editingId, setEditingId] = useState<string | null>(null);
  const selection = useSelection<InboxApproval, WaitingCount>(rows);
  const bulk = useBulk();
  const tally = useTally();
  const { remember, undo } = useUndo();
  const onReturned = useCallback((approval: Pick<Approval, "id">) => open(approval.id), [open]);
  const { decide } = useDecisions({ onCounted: tally.add, onUndoable: remember, onReturned, undo });
  const onShown = useCallback((approval: Approval | null) => {
    shown.current = approval;
  }, []);
  const isSelecting = selection.selected.length > 0;

  function act(approval: Approval, decision: Decision) {
    setEditingId(null);
    inbox.leave([approval]);
    void decide(approval, decision);
  }

  function decideMany(order: { verb: "approve" } | { verb: "reject"; reason: string }) {
    const { all, selected } = selection;
    if (all !== null && order.verb === "approve") return setIsAskingAll(true);
    inbox.leave(selected);
    const about = all === null ? { approvals: selected } : { matching: matchInput(search), count: all.waiting };
    selection.clear();
    void bulk.start({ ...order, ...about });
  }

  /** Runs with what is on screen; says why when that cannot be decided now. */
  function withShown(run: (approval: Approval) => void) {
    if (cursor.current !== currentId) return;
    if (shown.current !== null && shown.current.id === currentId) run(shown.current);
    else if (currentId !== null)
      showInfo("There is nothing to decide here", {
        description: "It is decided already, or changed while you were reading.",
      });
  }

  const acts: PanelActs = {
    approve: approval => act(approval, { kind: approval.mode === "suggestion" ? "complete" : "approve" }),
    complete: approval => act(approval, { kind: "complete" }),
    reject: approval => setAsking({ kind: "reject", approvals: [approval], count: 1 }),
    snooze: approval => setAsking({ kind: "snooze", approval }),
    wake: approval => void decide(approval, { kind: "wake" }),
  };
  const rejectMany = () =>
    setAsking({
      kind: "reject",
      approvals: selection.selected,
      count: selection.all?.waiting ?? selection.selected.length,
    });
  // A question that is still loading already owns the keys: what is typed for it must not decide about anything.
  const isOccupied = asking !== null || (editingId !== null && editingId === currentId);
  useInboxKeys(isOccupied, {
    move: inbox.move,
    read: () => (isWide ? panel.current?.focus() : currentId === null && inbox.move(1)),
    extend(step) {
      if (cursor.current !== null) selection.add([cursor.current]);
      const next = inbox.move(step);
      if (next) selection.add([next.id]);
    },
    toggle: () =>
      rows.some(row => row.id === currentId && row.status === "pending") && selection.toggle(currentId ?? ""),
    approve: () => (isSelecting ? decideMany({ verb: "approve" }) : withShown(acts.approve)),
    complete: () => withShown(acts.complete),
    edit: () => withShown(approval => setEditingId(approval.id)),
    reject: () => (isSelecting ? rejectMany() : withShown(acts.reject)),
    snooze: () => withShown(acts.snooze),
    undo,
    leave() {
      if (asking !== null) setAsking(null);
      else if (editingId !== null) setEditingId(null);
      else if (isSelecting) selection.clear();
      else if (search.open !== null && !isWide) open(null);
      else if (panel.current?.contains(document.activeElement)) inbox.focusRow(currentId);
    },
  });

  const panelElement =
    currentId === null ? null : (
      <ApprovalPanel
        key={currentId}
        id={currentId}
        row={rows.find(row => row.id === currentId)}
        acts={acts}
        isEditing={editingId === currentId}
        onEditing={isEditing => setEditingId(isEditing ? currentId : null)}
        onShown={onShown}
      />
    );

  return (
    <>
      <PageHeader
        title="Approvals"
        description="Nothing leaves the house before you, or a rule you set, have approved exactly that."
      />
      <UnsettledNote />
      <InboxFilters filter={search} onChange={inbox.narrow} />
      <div
        ref={frame}
        className={joinClasses(
          "grid items-start gap-6",
          (currentId !== null || inbox.list.isPending) && "lg:grid-cols-[minmax(18rem,24rem)_minmax(0,1fr)]",
        )}
      >
        <InboxList
          inbox={inbox}
          selection={selection}
          onRead={() => panel.current?.focus()}
          end={
            <InboxEnd
              isWaiting={search.tab === "waiting"}
              agent={search.agent}
              isSnoozedShown={search.snoozed}
              tally={tally.tally}
              tookMs={tally.tookMs}
              onShowAll={() => inbox.narrow({ agent: null })}
              onShowSnoozed={() => inbox.narrow({ snoozed: true })}
            />
          }
        >
          <BulkProgress bulk={bulk} onCounted={tally.add} onUndoable={remember} />
          {search.tab === "waiting" ? <HeldStrip onTakenBack={open} /> : null}
          {isSelecting ? (
            <InboxSelection
              inbox={inbox}
              selection={selection}
              matching={matchInput(search)}
              bulk={bulk}
              onApprove={() => decideMany({ verb: "approve" })}
              onReject={rejectMany}
              isAskingApproval={isAskingAll}
              onAsked={() => setIsAskingAll(false)}
            />
          ) : null}
        </InboxList>
        <div ref={panel} tabIndex={-1} className="hidden min-w-0 outline-none lg:block">
          {isWide ? panelElement : null}
        </div>
      </div>
      {!isWide && search.open !== null ? (
        <Sheet title="Proposal" open onOpenChange={isOpen => (isOpen ? undefined : open(null))}>
          {panelElement}
        </Sheet>
      ) : null}
      <InboxDialogs
        asking={asking}
        onClose={() => setAsking(null)}
        onSnooze={(approval, until) => act(approval, { kind: "snooze", until })}
        onReject={(approvals, reason) => {
          const [only] = approvals;
          if (!isSelecting && only) act(only, { kind: "reject", reason });
          else decideMany({ verb: "reject", reason });
        }}
      />
    </>
  );
}
