"use client";
/** The overview: what needs me, what the agents do, how today's sweep goes, and what happened last. */
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { AgentRows } from "#components/overview/agent-rows.tsx";
import { Figures } from "#components/overview/figures.tsx";
import { LastDay } from "#components/overview/last-day.tsx";
import { LatestActivity } from "#components/overview/latest-activity.tsx";
import { NeedsMe } from "#components/overview/needs-me.tsx";
import { overviewEntities, overviewQuery } from "#components/overview/overview-data.ts";
import { OverviewSkeleton } from "#components/overview/overview-skeleton.tsx";
import { SweepCard } from "#components/overview/sweep-card.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { PageHeader } from "#components/ui/page-header.tsx";

const FirstSteps = dynamic(() => import("#components/overview/first-steps.tsx").then(module => module.FirstSteps));

/** `openedAt`: when the workspace was; whatever a sample shows of earlier days is made up and no work of this person. */
export function OverviewView({ isSample, openedAt }: { isSample: boolean; openedAt: string }) {
  const { data: overview, error, refetch, isFetching } = useQuery(overviewQuery);
  usePulse(overviewEntities, overviewQuery.queryKey);
  const header = (
    <PageHeader title="Overview" description="What needs you, what the agents are doing, and what happened." />
  );
  if (!overview) {
    return (
      <>
        {header}
        {error ? (
          <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <OverviewSkeleton />
        )}
      </>
    );
  }
  const openedMs = Date.parse(openedAt);
  const isFirstVisit = overview.agents.every(
    ({ last_task }) => last_task === null || Date.parse(last_task.created_at) < openedMs,
  );
  return (
    <>
      {header}
      {isFirstVisit ? <FirstSteps isSample={isSample} /> : null}
      {/* On a narrow screen the two columns become one: what waits, the sweep, the figures, then the rest. */}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Figures overview={overview} className="max-lg:order-2 lg:col-span-2" />
        <div className="flex min-w-0 flex-col gap-4 max-lg:contents">
          {isFirstVisit ? null : <NeedsMe waitingCount={overview.waiting_approvals} />}
          <AgentRows overview={overview} className="max-lg:order-3" />
          <LatestActivity overview={overview} className="max-lg:order-5" />
        </div>
        <div className="flex min-w-0 flex-col gap-4 max-lg:contents">
          {isFirstVisit && overview.last_sweep === null ? null : (
            <SweepCard overview={overview} className="max-lg:order-1" />
          )}
          <LastDay overview={overview} className="max-lg:order-4" />
        </div>
      </div>
    </>
  );
}
