"use client";
/** One sweep, live: the summary with the evidence behind each number, and every agent's progress. */
import { useQuery } from "@tanstack/react-query";
import { AgentProgress } from "#components/sweeps/agent-progress.tsx";
import { SummaryCard } from "#components/sweeps/summary-card.tsx";
import { readSweepQuery, type Sweep } from "#components/sweeps/sweep-data.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** The entities whose changes can alter this page. Constant, because a hook runs over it. */
const entities = ["task", "approval", "delivery"] as const;

export function SweepView({ id }: { id: string }) {
  const query = useQuery(readSweepQuery(id));
  usePulse(entities, ["sweep", id]);
  const sweep = query.data;
  if (sweep === undefined) {
    return query.isError ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    ) : (
      <SkeletonRows label="Loading the sweep" />
    );
  }
  return (
    <>
      <PageHeader
        parent={{ href: "/", label: "Overview" }}
        title="Sweep"
        description={
          <>
            Started <RelativeTime at={sweep.created_at} /> {origins[sweep.trigger] ?? `by ${sweep.trigger}`}.
          </>
        }
      />
      {/* On a narrow screen the agents come below the summary. */}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <SummaryCard sweepId={id} />
        <Card aria-label="Agents">
          <CardHeader title="Agents" />
          <CardBody className="flex flex-col gap-3">
            <SweepProgress sweep={sweep} />
            {sweep.agents === 0 ? (
              <p className="text-muted text-sm">No agent here has daily work.</p>
            ) : (
              <AgentProgress sweep={sweep} />
            )}
          </CardBody>
        </Card>
      </div>
    </>
  );
}

const origins: Partial<Record<Sweep["trigger"], string>> = {
  schedule: "by the daily schedule",
  web: "from these pages",
  cli: "from the command line",
  api: "through the API",
  mcp: "by an assistant",
};

function SweepProgress({ sweep }: { sweep: Sweep }) {
  if (sweep.total === 0) return null;
  const isUnderWay = sweep.finished < sweep.total;
  const hasFailed = (sweep.by_status.failed ?? 0) > 0;
  return (
    <Progress
      label={isUnderWay ? "Agents done" : hasFailed ? "Done, with failures" : "All started agents done"}
      value={sweep.finished}
      max={sweep.total}
      tone={hasFailed ? "warn" : isUnderWay ? "accent" : "ok"}
    />
  );
}
