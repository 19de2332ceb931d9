"use client";
/** The timeline: a list that grows by pages, announces what is new and leaves what is being read where it is. */
import { ListTree, SearchX } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { usePeople } from "#components/approvals/use-people.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { useRowKeys } from "#components/tasks/use-row-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore, NewRowsButton } from "#components/ui/load-more.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { isNarrowed, noFilter, TimelineFilters } from "./timeline-filters.tsx";
import { TimelineRows } from "./timeline-rows.tsx";
import { type TimelineSearch, timelineSearch } from "./timeline-search.ts";
import { useTimeline } from "./use-timeline.ts";

export function TimelineView() {
  const [search, setSearch] = useQueryStates(timelineSearch, { history: "push" });
  const timeline = useTimeline(search);
  const { pages } = timeline;
  const rows = timeline.rows.length > 0 ? timeline.rows : timeline.firstRows;
  const frame = useRowKeys<HTMLDivElement>("Timeline");
  const nameOf = usePeople();
  const change = useCallback(
    (next: Partial<TimelineSearch>, options?: { history: "replace" | "push" }) => void setSearch(next, options),
    [setSearch],
  );

  function showFresh() {
    timeline.showFresh();
    window.scrollTo({ top: 0 });
  }

  return (
    <>
      <PageHeader title="Timeline" description="Every task and everything that happened, newest first." />
      <TimelineFilters search={search} onChange={change} />
      <NewRowsButton count={timeline.freshCount} onShow={showFresh} />
      <section aria-label="Rows" className="overflow-clip rounded-lg border bg-surface">
        {search.view === "tasks" && rows.length > 0 ? <ColumnHeads /> : null}
        {pages.isPending ? <SkeletonRows label="Loading the timeline" count={12} /> : null}
        {pages.isError && rows.length === 0 ? (
          <Failure error={pages.error} onRetry={() => void pages.refetch()} isRetrying={pages.isFetching} />
        ) : null}
        {timeline.isEmpty ? <Nothing isNarrowed={isNarrowed(search)} onClear={() => void setSearch(noFilter)} /> : null}
        <TimelineRows
          rows={rows}
          hasMore={pages.hasNextPage}
          isCovered={timeline.isCovered}
          nameOf={nameOf}
          frame={frame}
        />
        {timeline.isWholeWord ? (
          <p className="px-3 py-2 text-center text-muted text-xs">
            Many words begin like the last one, so it is looked for as it is. Write the whole word.
          </p>
        ) : null}
        {timeline.isSearchingOn && rows.length === 0 ? <SkeletonRows label="Searching older tasks" count={4} /> : null}
        {rows.length > 0 || (pages.hasNextPage && !timeline.isSearchingOn) ? (
          <LoadMore
            hasMore={pages.hasNextPage}
            isLoading={pages.isFetchingNextPage}
            onLoadMore={() => void pages.fetchNextPage()}
            shownCount={rows.length}
            nouns={search.view === "tasks" ? ["task", "tasks"] : ["entry", "entries"]}
          />
        ) : null}
        {pages.isFetchNextPageError ? (
          <p role="alert" className="px-3 pb-3 text-center text-danger text-sm">
            The next rows could not be read. Press Load more to try again.
          </p>
        ) : null}
      </section>
    </>
  );
}

function ColumnHeads() {
  return (
    <div
      aria-hidden
      className="hidden h-8 items-center gap-x-4 border-b px-3 font-medium text-muted text-xs md:grid md:grid-cols-[9.5rem_minmax(0,1fr)_6.5rem_5.5rem_5rem_4.5rem]"
    >
      <span>Status</span>
      <span>Task</span>
      <span>Started by</span>
      <span>When</span>
      <span className="text-right">Took</span>
      <span className="text-right">Cost</span>
    </div>
  );
}

function Nothing({ isNarrowed: isFiltered, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState
        title="Nothing matches these filters"
        icon={SearchX}
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        Take one away, or choose a longer time. A search finds whole words, and the beginning of the last one.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing has happened yet"
      icon={ListTree}
      action={
        <Link href="/agents" className={buttonStyles({ variant: "primary" })}>
          Choose an agent
        </Link>
      }
    >
      Every task that you, a schedule or another agent starts appears here as it runs.
    </EmptyState>
  );
}
