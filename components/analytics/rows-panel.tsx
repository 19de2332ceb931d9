"use client";
/** Loaded when a number is opened: exactly the rows it counts, and how many there are. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import Link from "next/link";
import { nameEffect } from "#components/approvals/effect-words.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { MeasuredRow } from "#lib/operations/shapes/analytics.ts";
import { type RowsInput, rowsQuery } from "./analytics-data.ts";
import { useNameTask } from "./analytics-names.ts";
import { writeCount, writeDays, writeSeconds } from "./figure-words.ts";
import { measures } from "./measures.ts";

export type RowsPanelProps = {
  input: RowsInput;
  days: { from: string; to: string };
  hasUncounted: boolean;
  onClose: () => void;
};

export function RowsPanel({ input, days, hasUncounted, onClose }: RowsPanelProps) {
  const measure = measures[input.measure];
  const nameTask = useNameTask();
  const list = useInfiniteQuery(rowsQuery(input));
  const rows = list.data?.pages.flatMap(page => page.data) ?? [];
  const first = list.data?.pages[0];
  return (
    <Sheet
      open
      onOpenChange={isOpen => isOpen || onClose()}
      width="lg"
      title={input.reason === undefined ? measure.title : `Rejected: ${input.reason}`}
      description={measure.rule}
    >
      <p className="mb-3 text-sm" aria-live="polite">
        {first === undefined ? (
          <span className="text-muted">Counting…</span>
        ) : (
          <>
            <span className="font-medium tabular-nums" data-total={first.total}>
              {first.is_capped ? "More than " : ""}
              {writeCount(first.total)}
            </span>{" "}
            {measure.nouns[first.total === 1 && !first.is_capped ? 0 : 1]}
            <span className="text-muted">
              {" "}
              · {writeDays(days.from, days.to)}
              {input.domain === undefined ? "" : ` · ${nameTask(input.domain)}`}
              {input.task === undefined ? "" : ` · ${nameTask(input.task)}`}
              {input.effect_kind === undefined ? "" : ` · ${nameEffect(input.effect_kind)}`}
            </span>
          </>
        )}
      </p>
      {hasUncounted ? (
        <p className="mb-3 text-warn text-xs">Rows of days that the page is still to count are here already.</p>
      ) : null}
      <div className="rounded-lg border">
        {list.isPending ? <SkeletonRows count={8} label="Loading the rows" /> : null}
        {list.isError && rows.length === 0 ? (
          <Failure error={list.error} onRetry={() => void list.refetch()} isRetrying={list.isFetching} />
        ) : null}
        {list.isSuccess && rows.length === 0 ? (
          <EmptyState title="No rows" icon={SearchX}>
            This number is nought in these days.
          </EmptyState>
        ) : null}
        <ul className="divide-y divide-line">
          {rows.map(row => (
            <li key={row.id}>
              <Row row={row} />
            </li>
          ))}
        </ul>
        {rows.length > 0 ? (
          <div className="border-t">
            <LoadMore
              hasMore={list.hasNextPage}
              isLoading={list.isFetchingNextPage}
              onLoadMore={() => void list.fetchNextPage()}
              shownCount={rows.length}
              nouns={measure.nouns}
            />
          </div>
        ) : null}
      </div>
    </Sheet>
  );
}

function Row({ row }: { row: MeasuredRow }) {
  const nameTask = useNameTask();
  const href = findAddress(row);
  const inside = (
    <>
      <span className="min-w-0">
        <span className="block truncate">
          <span className="font-medium">{row.about ?? nameTask(`${row.domain}.${row.task}`)}</span>
          {row.effect_kind === null ? null : <span className="text-muted"> · {nameEffect(row.effect_kind)}</span>}
        </span>
        <span className="block truncate text-muted text-xs">
          {row.about === null ? "" : nameTask(row.task === "" ? row.domain : `${row.domain}.${row.task}`)}
          {row.about !== null && row.note !== null ? " · " : ""}
          {row.note}
        </span>
      </span>
      <span className="flex flex-col items-end gap-0.5 text-xs">
        {row.status !== null && row.kind !== "model-call" ? (
          <StatusBadge kind={row.kind} status={row.status} variant="plain" />
        ) : null}
        {row.kind === "model-call" && row.amount_micros !== null ? (
          <span className="tabular-nums">{formatMicros(row.amount_micros)}</span>
        ) : null}
        <span className="text-muted">
          {row.seconds === null ? "" : `after ${writeSeconds(Math.max(0, row.seconds))} · `}
          <RelativeTime at={row.at} />
        </span>
      </span>
    </>
  );
  const look = "grid min-h-12 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-3 py-1.5 text-sm";
  return href === null ? (
    <div className={look}>{inside}</div>
  ) : (
    <Link href={href} prefetch={false} className={`${look} outline-offset-[-2px] hover:bg-hover`}>
      {inside}
    </Link>
  );
}

function findAddress(row: MeasuredRow): string | null {
  if (row.approval_id !== null) return `/approvals/${row.approval_id}`;
  return row.task_id === null ? null : `/tasks/${row.task_id}`;
}
