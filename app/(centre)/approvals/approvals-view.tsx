"use client";
/** The inbox: a list, beside it the whole proposal; decides by press or key, and moves on to the next. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CircleCheckBig, SearchX } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApprovalRow } from "#components/approvals/approval-row.tsx";
import { type Approval, type ApprovalPage, isOutbox } from "#components/approvals/approval-types.ts";
import { type Asking, InboxDialogs } from "#components/approvals/inbox-dialogs.tsx";
import { InboxFilters } from "#components/approvals/inbox-filters.tsx";
import { PanelSkeleton } from "#components/approvals/panel-skeleton.tsx";
import { showUndo } from "#components/approvals/undo-toast.tsx";
import { UnsettledNote } from "#components/approvals/unsettled-note.tsx";
import { useBulk } from "#components/approvals/use-bulk.ts";
import { type Decision, useDecisions } from "#components/approvals/use-decisions.ts";
import { useInboxKeys } from "#components/approvals/use-inbox-keys.ts";
import { useSelection } from "#components/approvals/use-selection.ts";
import { request } from "#components/shared/request.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { useMedia } from "#components/tasks/use-media.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { showInfo, showSuccess } from "#components/ui/toast.ts";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";
import { approvalsSearch, listInput, listKey, nextCursor } from "./approvals-search.ts";

// The first script holds the list; what stands beside it and what only a selection needs come right after.
const ApprovalPanel = dynamic(
  () => import("#components/approvals/approval-panel.tsx").then(module => module.ApprovalPanel),
  { loading: PanelSkeleton },
);
const BulkBar = dynamic(() => import("#components/approvals/bulk-bar.tsx").then(module => module.BulkBar));
const BulkProgress = dynamic(() => import("#components/approvals/bulk-bar.tsx").then(module => module.BulkProgress));

export function ApprovalsView() {
  const [search, setSearch] = useQueryStates(approvalsSearch, { history: "push" });
  const isWide = useMedia("(min-width: 64rem)");
  const frame = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const shown = useRef<Approval | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [editingId, setEditingId] = useState<string | null>(null);

  const list = useInfiniteQuery({
    queryKey: listKey(search),
    queryFn: ({ pageParam, signal }) =>
      request<ApprovalPage>("/approvals", { query: { ...listInput(search), cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextCursor,
  });
  const rows = list.data?.pages.flatMap(page => page.data) ?? [];
  const deliveries = useLatestDeliveries(search.tab === "decided" && search.status === "approved");
  const selection = useSelection(rows);
  const bulk = useBulk();
  const currentId = search.open ?? (isWide ? (rows[0]?.id ?? null) : null);
  const current = rows.find(row => row.id === currentId);
  // Keys may come faster than renders: each one starts from where the one before it led.
  const cursor = useRef(currentId);
  useEffect(() => {
    cursor.current = currentId;
  });

  const onShown = useCallback((approval: Approval | null) => {
    shown.current = approval;
  }, []);
  const onRefused = useCallback(
    (approval: Approval) => void setSearch({ open: approval.id }, { history: "replace" }),
    [setSearch],
  );
  const { decide, refresh } = useDecisions(onRefused);

  function open(id: string | null, history: "push" | "replace") {
    setEditingId(null);
    cursor.current = id ?? (isWide ? (rows[0]?.id ?? null) : null);
    void setSearch({ open: id }, { history });
  }

  function focusRow(id: string) {
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus());
  }

  function move(step: 1 | -1) {
    const focusedId = document.activeElement?.closest("[data-row]")?.getAttribute("data-row");
    const at = rows.findIndex(row => row.id === (isWide ? cursor.current : (focusedId ?? search.open)));
    const next = rows[at === -1 ? 0 : at + step];
    if (!next) return;
    if (isWide || search.open !== null) open(next.id, "replace");
    focusRow(next.id);
    return next;
  }

  /** Opens what comes after the decided row, so that a pile can be worked through without looking for the next one. */
  function act(approval: Approval, decision: Decision) {
    const at = rows.findIndex(row => row.id === approval.id);
    const next = at === -1 ? rows[0] : (rows[at + 1] ?? rows[at - 1]);
    open(next?.id ?? null, "replace");
    if (next) focusRow(next.id);
    void decide(approval, decision);
  }

  /** Leaves what is being decided in bulk, so that the panel does not stay with something that is gone. */
  function leaveBehind(approvals: readonly Approval[]) {
    selection.clear();
    const next = rows.find(row => !approvals.includes(row));
    open(next?.id ?? null, "replace");
    if (next) focusRow(next.id);
  }

  async function approveMany(approvals: readonly Approval[]) {
    leaveBehind(approvals);
    const { decidedIds, held, refused } = await bulk.approve(approvals);
    void refresh();
    if (decidedIds.length === 0) return;
    const message = `${decidedIds.length} approved${refused.length > 0 ? `, ${refused.length} refused` : ""}`;
    const areAllKept = approvals.every(approval => isOutbox(approval.account));
    await showUndo({ message, isOutbox: areAllKept, held, onUndone: () => void refresh() });
  }

  async function rejectMany(approvals: readonly Approval[], reason: string) {
    leaveBehind(approvals);
    const { decidedIds } = await bulk.reject(approvals, reason);
    void refresh();
    if (decidedIds.length > 0) showSuccess(`${decidedIds.length} rejected`);
  }

  async function selectAllThatMatch() {
    let result = list;
    for (let page = 0; page < 40 && result.hasNextPage; page += 1)
      result = (await result.fetchNextPage()) as typeof list;
    selection.add(result.data?.pages.flatMap(page => page.data.map(row => row.id)) ?? []);
  }

  /** Runs with what is on screen; says why when that cannot be decided now. */
  function withShown(run: (approval: Approval) => void) {
    if (bulk.state?.isRunning || cursor.current !== currentId) return;
    if (shown.current !== null && shown.current.id === currentId) run(shown.current);
    else if (currentId !== null)
      showInfo("There is nothing to decide here", {
        description: "It is decided already, or changed while you were reading.",
      });
  }

  const acts = {
    approve: (approval: Approval) => act(approval, { kind: approval.mode === "suggestion" ? "complete" : "approve" }),
    complete: (approval: Approval) => act(approval, { kind: "complete" }),
    reject: (approval: Approval) => setAsking({ kind: "reject", approvals: [approval] }),
    snooze: (approval: Approval) => setAsking({ kind: "snooze", approval }),
  };
  const isSelecting = selection.selected.length > 0;
  // A question that is still loading already owns the keys: what is typed for it must not decide about anything.
  const isOccupied = asking !== null || (editingId !== null && editingId === currentId);
  useInboxKeys(isOccupied, {
    move,
    extend(step) {
      if (cursor.current !== null) selection.add([cursor.current]);
      const next = move(step);
      if (next) selection.add([next.id]);
    },
    toggle: () => current?.status === "pending" && selection.toggle(current.id),
    approve: () => (isSelecting ? void approveMany(selection.selected) : withShown(acts.approve)),
    complete: () => withShown(acts.complete),
    edit: () => withShown(approval => setEditingId(approval.id)),
    reject: () => (isSelecting ? setAsking({ kind: "reject", approvals: selection.selected }) : withShown(acts.reject)),
    snooze: () => withShown(acts.snooze),
    leave() {
      if (asking !== null) setAsking(null);
      else if (editingId !== null) setEditingId(null);
      else if (isSelecting) selection.clear();
      else if (search.open !== null && !isWide) open(null, "replace");
    },
  });

  const panelElement =
    currentId === null ? null : (
      <ApprovalPanel
        key={currentId}
        id={currentId}
        row={current}
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
      <InboxFilters filter={search} onChange={change => void setSearch({ ...change, open: null })} />
      <div ref={frame} className="grid items-start gap-6 lg:grid-cols-[minmax(18rem,24rem)_minmax(0,1fr)]">
        <section
          aria-label="Proposals"
          className="min-w-0 overflow-hidden rounded-lg border bg-surface lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto"
        >
          {bulk.state ? <BulkProgress state={bulk.state} onStop={bulk.stop} onDismiss={bulk.dismiss} /> : null}
          {isSelecting ? (
            <BulkBar
              count={selection.selected.length}
              shownCount={rows.length}
              hasMore={list.hasNextPage}
              isLoadingAll={list.isFetchingNextPage}
              onSelectShown={() => selection.add(rows.map(row => row.id))}
              onSelectAll={() => void selectAllThatMatch()}
              onClear={selection.clear}
              onApprove={() => void approveMany(selection.selected)}
              onReject={() => setAsking({ kind: "reject", approvals: selection.selected })}
            />
          ) : null}
          {list.isPending ? <SkeletonRows label="Loading what waits" /> : null}
          {list.isError && rows.length === 0 ? (
            <Failure error={list.error} onRetry={() => void list.refetch()} isRetrying={list.isFetching} />
          ) : null}
          {list.isSuccess && rows.length === 0 ? (
            <Nothing
              isWaiting={search.tab === "waiting"}
              agent={search.agent}
              onShowAll={() => void setSearch({ agent: null, open: null })}
            />
          ) : null}
          <ul className="divide-y divide-line">
            {rows.map(row => (
              <ApprovalRow
                key={row.id}
                approval={row}
                delivery={deliveries.get(row.id)}
                href={`/approvals/${row.id}`}
                isCurrent={row.id === currentId}
                isSelected={selection.ids.has(row.id)}
                onSelect={row.status === "pending" ? isRange => selection.toggle(row.id, isRange) : undefined}
                onOpen={isByKey => {
                  open(row.id, "push");
                  if (isByKey && isWide) panel.current?.focus();
                }}
              />
            ))}
          </ul>
          {rows.length > 0 ? (
            <LoadMore
              hasMore={list.hasNextPage}
              isLoading={list.isFetchingNextPage}
              onLoadMore={() => void list.fetchNextPage()}
              shownCount={rows.length}
              nouns={["proposal", "proposals"]}
            />
          ) : null}
        </section>
        <div ref={panel} tabIndex={-1} className="hidden min-w-0 outline-none lg:block">
          {isWide ? panelElement : null}
        </div>
      </div>
      {!isWide && search.open !== null ? (
        <Sheet title="Proposal" open onOpenChange={isOpen => (isOpen ? undefined : open(null, "replace"))}>
          {panelElement}
        </Sheet>
      ) : null}
      <InboxDialogs
        asking={asking}
        onClose={() => setAsking(null)}
        onSnooze={(approval, until) => act(approval, { kind: "snooze", until })}
        onReject={(approvals, reason) => {
          const [only] = approvals;
          if (approvals.length === 1 && only) act(only, { kind: "reject", reason });
          else void rejectMany(approvals, reason);
        }}
      />
    </>
  );
}

function useLatestDeliveries(isEnabled: boolean): ReadonlyMap<string, Delivery> {
  const { data } = useQuery({
    queryKey: ["delivery", { list: "latest" }],
    queryFn: ({ signal }) => request<{ data: Delivery[] }>("/deliveries", { query: { limit: 200 }, signal }),
    enabled: isEnabled,
  });
  // The list is newest first, and only the newest delivery of an approval says how things stand.
  return new Map(data?.data.toReversed().map(delivery => [delivery.approval_id, delivery]));
}

function Nothing({ isWaiting, agent, onShowAll }: { isWaiting: boolean; agent: string | null; onShowAll: () => void }) {
  if (agent !== null) {
    return (
      <EmptyState
        title={`Nothing from ${agent} here`}
        icon={SearchX}
        action={<Button onClick={onShowAll}>Show all agents</Button>}
      >
        Other agents may have something for you.
      </EmptyState>
    );
  }
  if (!isWaiting) {
    return (
      <EmptyState title="Nothing like this was decided yet" icon={SearchX}>
        Choose another decision above, or look at what waits.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing waits for you"
      icon={CircleCheckBig}
      action={
        <Link href="/agents/outreach" className={buttonStyles({ variant: "primary" })}>
          Let Outreach draft messages
        </Link>
      }
    >
      When an agent wants to send something, it appears here and stays until you decide or it expires.
    </EmptyState>
  );
}
