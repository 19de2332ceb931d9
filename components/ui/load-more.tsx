"use client";
/** The end of a keyset list: loads the next page on demand and says when there is nothing more. */
import { Button } from "./button.tsx";

export type LoadMoreProps = {
  hasMore: boolean;
  isLoading: boolean;
  onLoadMore: () => void;
  /** How many rows are shown now; the total is unknown in a keyset list. */
  shownCount: number;
  /** What one of them is called, and several. */
  nouns?: readonly [one: string, several: string];
};

export function LoadMore({ hasMore, isLoading, onLoadMore, shownCount, nouns = ["row", "rows"] }: LoadMoreProps) {
  return (
    <div className="flex min-h-11 items-center justify-center gap-3 px-3 py-2 text-muted text-xs">
      <span aria-live="polite" className="tabular-nums">
        {shownCount.toLocaleString("en")} {nouns[shownCount === 1 ? 0 : 1]}
        {hasMore ? " shown" : ", that is all"}
      </span>
      {hasMore ? (
        <Button size="sm" onClick={onLoadMore} isBusy={isLoading}>
          Load more
        </Button>
      ) : null}
    </div>
  );
}

/** "12 new" at the top of a live list: rows wait behind it and never move what is being read. */
export function NewRowsButton({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div aria-live="polite" className="pointer-events-none sticky top-2 z-10 flex h-0 justify-center">
      {count > 0 ? (
        <Button variant="primary" size="sm" onClick={onShow} className="pointer-events-auto rounded-full shadow-float">
          {count.toLocaleString("en")} new
        </Button>
      ) : null}
    </div>
  );
}
