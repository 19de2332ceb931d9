"use client";
/** What to post next week by niche, beside how niches did that it rests on. */
import { useQuery } from "@tanstack/react-query";
import { ChartPie } from "lucide-react";
import { contentMixQuery } from "#components/library/library-data.ts";
import { PerformanceCard } from "#components/library/performance-card.tsx";
import { PlanCard } from "#components/library/plan-card.tsx";
import { RunButton } from "#components/library/run-button.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export function MixView() {
  const { data, error, refetch, isFetching } = useQuery(contentMixQuery);
  usePulse(["task"], contentMixQuery.queryKey);
  const recommend = <RunButton task="content-mix.recommend" label="Recommend a mix" said="Recommending a mix" />;
  if (data === undefined) {
    return (
      <Card>
        {error ? (
          <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <SkeletonRows count={10} label="Loading the content mix" />
        )}
      </Card>
    );
  }
  if (data.plan === null && data.performance === null) {
    return (
      <Card>
        <EmptyState title="No mix has been recommended yet" icon={ChartPie} action={recommend}>
          The content mix agent compares how your niches do and says how many posts of each to make next week. It needs
          posts with their numbers: import some first.
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <div className="flex justify-end">{recommend}</div>
      {data.plan === null ? null : <PlanCard plan={data.plan} />}
      {data.performance === null ? null : <PerformanceCard performance={data.performance} />}
    </div>
  );
}
