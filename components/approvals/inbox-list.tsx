"use client";
/** The list of proposals in all its states: loading, failed, at its end, and row by row. */
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { request } from "#components/shared/request.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";
import { ApprovalRow } from "./approval-row.tsx";
import { useAgentNames } from "./use-agent-names.ts";
import type { Inbox } from "./use-inbox.ts";
import type { useSelection } from "./use-selection.ts";

const DeliveryBadge = dynamic(() => import("./delivery-badge.tsx").then(module => module.DeliveryBadge));

export type InboxListProps = {
  inbox: Inbox;
  selection: Pick<ReturnType<typeof useSelection>, "has" | "toggle">;
  /** What stands above the rows: progress of many, what is held, the bar of the selection. */
  children: ReactNode;
  end: ReactNode;
  /** Told when a key opened a row, so that the focus can follow. */
  onRead: () => void;
};

export function InboxList({ inbox, selection, children, end, onRead }: InboxListProps) {
  const { list, rows, search } = inbox;
  const nameOf = useAgentNames();
  const deliveries = useLatestDeliveries(search.tab === "decided" && search.status === "approved");
  return (
    <section
      aria-label="Proposals"
      className="min-w-0 overflow-hidden rounded-lg border bg-surface lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto"
    >
      {children}
      {list.isPending ? <SkeletonRows label="Loading what waits" /> : null}
      {list.isError && rows.length === 0 ? (
        <Failure error={list.error} onRetry={() => void list.refetch()} isRetrying={list.isFetching} />
      ) : null}
      {list.isSuccess && rows.length === 0 && !list.hasNextPage ? end : null}
      <ul className="divide-y divide-line">
        {rows.map(row => {
          const delivery = deliveries.get(row.id);
          return (
            <ApprovalRow
              key={row.id}
              approval={row}
              agent={nameOf(row.domain)}
              outcome={delivery ? <DeliveryBadge delivery={delivery} /> : undefined}
              href={`/approvals/${row.id}`}
              isCurrent={row.id === inbox.currentId}
              isSelected={selection.has(row.id)}
              onSelect={row.status === "pending" ? isRange => selection.toggle(row.id, isRange) : undefined}
              onOpen={isByKey => {
                inbox.open(row.id, "push");
                if (isByKey) onRead();
              }}
            />
          );
        })}
      </ul>
      {rows.length > 0 || list.hasNextPage ? (
        <LoadMore
          hasMore={list.hasNextPage}
          isLoading={list.isFetchingNextPage}
          onLoadMore={() => void list.fetchNextPage()}
          shownCount={rows.length}
          nouns={["proposal", "proposals"]}
        />
      ) : null}
    </section>
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
