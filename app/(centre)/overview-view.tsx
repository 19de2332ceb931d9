"use client";
/** The overview: what needs me, what the agents do, how today's sweep goes, and what happened last. */
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { AgentCards } from "#components/overview/agent-cards.tsx";
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

export function OverviewView({ isSample }: { isSample: boolean }) {
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
  const isFirstVisit = overview.last_sweep === null && overview.agents.every(agent => agent.last_task === null);
  return (
    <>
      {header}
      {isFirstVisit ? <FirstSteps overview={overview} isSample={isSample} /> : null}
      {/* On a narrow screen the two columns become one, and the sweep comes before the agents. */}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex min-w-0 flex-col gap-5 max-lg:contents">
          {isFirstVisit ? null : <NeedsMe waitingCount={overview.waiting_approvals} />}
          <AgentCards agents={overview.agents} className="max-lg:order-2" />
          <LatestActivity overview={overview} className="max-lg:order-4" />
        </div>
        <div className="flex min-w-0 flex-col gap-5 max-lg:contents">
          {isFirstVisit ? null : <SweepCard sweep={overview.last_sweep} className="max-lg:order-1" />}
          <LastDay overview={overview} className="max-lg:order-3" />
        </div>
      </div>
    </>
  );
}
