"use client";
/** The panel of one row: its own address opens it, and it says so when the row is not there. */
import type { UseQueryResult } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { DelegateButton } from "#components/delegate/delegate-button.tsx";
import type { Delegable } from "#components/delegate/delegate-data.ts";
import { ProblemError } from "#components/shared/request.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export type DetailPanelProps<Row> = {
  query: UseQueryResult<Row | null>;
  /** What one of them is called. */
  noun: string;
  title: (row: Row) => ReactNode;
  description?: (row: Row) => ReactNode;
  /** What can be delegated for it. */
  delegable?: (row: Row) => Delegable;
  onClose: () => void;
  children: (row: Row) => ReactNode;
};

export function DetailPanel<Row>({
  query,
  noun,
  title,
  description,
  delegable,
  onClose,
  children,
}: DetailPanelProps<Row>) {
  const { data: row, error } = query;
  // An address with an id of no shape at all is refused rather than not found: both mean that there is nothing to show.
  const isMissing = row === null || (error instanceof ProblemError && [400, 404, 422].includes(error.status));
  const hasRow = row !== undefined && row !== null;
  return (
    <Sheet
      open
      onOpenChange={isOpen => isOpen || onClose()}
      width="lg"
      title={hasRow ? title(row) : noun.charAt(0).toUpperCase() + noun.slice(1)}
      description={hasRow ? description?.(row) : undefined}
      actions={hasRow && delegable ? <DelegateButton row={delegable(row)} size="sm" /> : undefined}
    >
      {hasRow ? <div className="flex flex-col gap-6">{children(row)}</div> : null}
      {!hasRow && isMissing ? (
        <EmptyState title={`This ${noun} is not here`} icon={SearchX}>
          It may have been removed since, or belong to another workspace.
        </EmptyState>
      ) : null}
      {!hasRow && !isMissing && error ? (
        <Failure error={error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      ) : null}
      {row === undefined && !error ? <SkeletonRows count={6} label={`Loading the ${noun}`} /> : null}
    </Sheet>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h3 className="font-medium text-sm">{title}</h3>
      {children}
    </section>
  );
}

export type Fact = readonly [name: string, value: ReactNode];

/** Facts as pairs; what is null is left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
