"use client";
/** The page of the analytics: figures, charts, agents and reasons, narrowed alike; and the rows that one number opened. */
import { ChartSpline } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { AnalyticsFilters } from "#components/analytics/analytics-filters.tsx";
import { AnalyticsSkeleton } from "#components/analytics/analytics-skeleton.tsx";
import { DayCharts } from "#components/analytics/day-charts.tsx";
import { ExportMenu } from "#components/analytics/export-menu.tsx";
import { FigureTiles } from "#components/analytics/figure-tiles.tsx";
import { writeDay, writeDays } from "#components/analytics/figure-words.ts";
import { useAnalytics } from "#components/analytics/use-analytics.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { Analytics } from "#lib/operations/shapes/analytics.ts";

// Drawn by the server with the rest; what they do on a press comes after the first script.
const AgentsTable = dynamic(() => import("#components/analytics/agents-table.tsx").then(module => module.AgentsTable));
const ReasonsCard = dynamic(() => import("#components/analytics/reasons-card.tsx").then(module => module.ReasonsCard));
const HowCounted = dynamic(() => import("#components/analytics/how-counted.tsx").then(module => module.HowCounted));
const RowsPanel = dynamic(() => import("#components/analytics/rows-panel.tsx").then(module => module.RowsPanel), {
  ssr: false,
});

export function AnalyticsView() {
  const { search, setSearch, input, query, openRows, closeRows } = useAnalytics();
  const analytics = query.data;
  const isNarrowed = search.agent !== null || search.task !== null || search.effect !== null;
  return (
    <>
      <PageHeader
        title="Analytics"
        description="What your agents achieved: every number opens the rows it counts."
        actions={
          <>
            <HowCounted />
            <ExportMenu input={input} />
          </>
        }
      />
      <AnalyticsFilters search={search} analytics={analytics} onChange={change => void setSearch(change)} />
      {query.isError && analytics === undefined ? (
        <Card>
          <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
        </Card>
      ) : null}
      {analytics === undefined && !query.isError ? <AnalyticsSkeleton /> : null}
      {analytics === undefined ? null : (
        <div aria-busy={query.isPlaceholderData} className={query.isPlaceholderData ? "opacity-60" : undefined}>
          <RangeNote analytics={analytics} error={query.isError ? query.error : null} />
          {isEmpty(analytics) ? (
            <Card>
              <Nothing
                isNarrowed={isNarrowed}
                onClear={() => void setSearch({ agent: null, task: null, effect: null })}
              />
            </Card>
          ) : (
            <>
              <FigureTiles analytics={analytics} onOpen={openRows} />
              <DayCharts analytics={analytics} onOpen={openRows} />
              <AgentsTable
                analytics={analytics}
                sort={search.sort}
                order={search.order}
                onSort={(sort, order) => void setSearch({ sort, order }, { history: "replace" })}
                onOpen={openRows}
              />
              <ReasonsCard analytics={analytics} onOpen={openRows} />
            </>
          )}
        </div>
      )}
      {search.rows === null || analytics === undefined ? null : (
        <OpenedRows search={search} analytics={analytics} input={input} measure={search.rows} onClose={closeRows} />
      )}
    </>
  );
}

type OpenedRowsProps = {
  search: ReturnType<typeof useAnalytics>["search"];
  analytics: Analytics;
  input: ReturnType<typeof useAnalytics>["input"];
  measure: NonNullable<ReturnType<typeof useAnalytics>["search"]["rows"]>;
  onClose: () => void;
};

function OpenedRows({ search, analytics, input, measure, onClose }: OpenedRowsProps) {
  const days = {
    from: search.first?.toISOString().slice(0, 10) ?? analytics.range.from,
    to: search.last?.toISOString().slice(0, 10) ?? analytics.range.to,
  };
  return (
    <RowsPanel
      input={{
        ...{ measure, ...days },
        domain: search.of ?? input.domain,
        task: input.task,
        effect_kind: input.effect_kind,
        reason: measure === "rejected" ? (search.reason ?? undefined) : undefined,
      }}
      days={days}
      hasUncounted={analytics.range.uncounted_days.some(day => day >= days.from && day <= days.to)}
      onClose={onClose}
    />
  );
}

function RangeNote({ analytics, error }: { analytics: Analytics; error: Error | null }) {
  const { from, to, before_from, before_to, uncounted_days: uncounted, is_capped } = analytics.range;
  return (
    <div className="mb-3 text-muted text-xs">
      <p>
        {writeDays(from, to)} (UTC), compared with {writeDays(before_from, before_to)}
      </p>
      <div aria-live="polite">
        {uncounted.length > 0 ? (
          <p className="mt-1 text-warn">
            {uncounted.length === 1 ? "One past day is" : `${uncounted.length} past days are`} still to be counted (
            {uncounted.length > 2
              ? `${writeDay(uncounted[0] ?? from)} to ${writeDay(uncounted.at(-1) ?? to)}`
              : uncounted.map(day => writeDay(day)).join(", ")}
            ). This takes some minutes, and they are in no figure until then.
          </p>
        ) : null}
        {is_capped ? (
          <p className="mt-1 text-warn">
            Today has more than 50,000 ended tasks: it is counted whole after midnight (UTC).
          </p>
        ) : null}
        {error === null ? null : (
          <p className="mt-1 text-danger">
            These figures could not be read again just now. They are tried again within a minute.
          </p>
        )}
      </div>
    </div>
  );
}

function isEmpty({ totals }: Analytics): boolean {
  const { counts } = totals;
  return (
    Object.entries(counts).every(([name, count]) => name === "cost_micros" || count === 0) && counts.cost_micros === 0
  );
}

function Nothing({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  if (isNarrowed) {
    return (
      <EmptyState
        title="Nothing like this happened in these days"
        icon={ChartSpline}
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        Take a filter away, or choose more days.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing to count yet"
      icon={ChartSpline}
      action={
        <Link href="/agents" className={buttonStyles({ variant: "primary" })}>
          Choose an agent
        </Link>
      }
    >
      Once agents have worked and you have decided about what they propose, this page shows how well they do and at what
      cost.
    </EmptyState>
  );
}
