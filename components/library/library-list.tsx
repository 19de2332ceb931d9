"use client";
/** One list of the library with everything that can be the matter with it: loading, failed, empty, nothing that matches. */
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import type { Delegable } from "#components/delegate/delegate-data.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { type Column, LibraryTable } from "./library-table.tsx";
import type { LibraryState } from "./use-library.ts";

export type LibraryListProps<Row> = {
  state: LibraryState<Row>;
  nouns: readonly [one: string, several: string];
  columns: readonly Column<Row>[];
  idOf: (row: Row) => string;
  /** What can be delegated for a row. */
  delegable: (row: Row) => Delegable;
  /** Said when there is no row at all. */
  empty: ReactNode;
};

export function LibraryList<Row>({ state, nouns, columns, idOf, delegable, empty }: LibraryListProps<Row>) {
  const { list, rows, isNarrowed } = state;
  const several = nouns[1];
  return (
    <Card aria-busy={list.isPlaceholderData} aria-label={`All ${several}`} className="overflow-clip">
      {list.isPending ? <SkeletonRows label={`Loading ${several}`} count={12} /> : null}
      {list.error !== null && rows.length === 0 ? (
        <Failure error={list.error} onRetry={() => void list.refetch()} isRetrying={list.isFetching} />
      ) : null}
      {list.isSuccess && rows.length === 0 ? (
        isNarrowed ? (
          <EmptyState
            title={`None of the ${several} is like that`}
            icon={SearchX}
            action={<Button onClick={state.clear}>Show all {several}</Button>}
          >
            Choose another filter, or fewer letters: a search looks at how something begins.
          </EmptyState>
        ) : (
          empty
        )
      ) : null}
      {rows.length > 0 ? (
        <>
          <LibraryTable
            label={several.charAt(0).toUpperCase() + several.slice(1)}
            columns={columns}
            rows={rows}
            idOf={idOf}
            delegable={delegable}
            openId={state.openId}
            onOpen={state.open}
          />
          <div className="border-t">
            <LoadMore
              hasMore={list.hasNextPage}
              isLoading={list.isFetchingNextPage}
              onLoadMore={() => void list.fetchNextPage()}
              shownCount={rows.length}
              nouns={nouns}
            />
          </div>
        </>
      ) : null}
    </Card>
  );
}
