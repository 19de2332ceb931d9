"use client";
/** The latest sweep: how far it is, counted from its tasks, and the button that starts another. */
import { Play } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Overview } from "./overview-data.ts";
import { useRunSweep } from "./run-sweep.ts";
import { SweepHeadline } from "./sweep-headline.tsx";
import { SweepTasks, type SweepTasksProps } from "./sweep-tasks.tsx";

/** Its machinery comes after the page: the words below the bar say the same. */
const Progress = dynamic(() => import("#components/ui/progress.tsx").then(module => module.Progress), {
  ssr: false,
  loading: () => <div className="h-6.5" />,
});

export function SweepCard({ overview, className }: { overview: Overview; className?: string }) {
  const { last_sweep: sweep, next_sweep_at: nextAt } = overview;
  const names = new Map(overview.agents.map(agent => [agent.domain, agent.name]));
  const run = useRunSweep();
  const isUnderWay = sweep !== null && sweep.finished < sweep.total;
  return (
    <Card aria-label="Sweep" className={className}>
      <CardHeader
        title={
          sweep === null ? (
            "Sweep"
          ) : (
            <Link
              href={`/sweeps/${sweep.id}`}
              className="inline-flex items-center underline-offset-2 hover:underline max-md:min-h-11"
            >
              Sweep
            </Link>
          )
        }
        description={sweep === null ? "Every agent's daily work, all at once." : undefined}
        actions={
          <Button
            size="sm"
            variant={sweep === null ? "primary" : "secondary"}
            onClick={() => run.mutate()}
            isBusy={run.isPending}
          >
            {run.isPending ? null : <Play aria-hidden />}
            Run sweep
          </Button>
        }
      />
      <CardBody className="flex flex-col gap-3">
        {run.isError ? (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
            {run.error.message}
          </p>
        ) : null}
        {sweep === null ? (
          <p className="text-muted text-sm">
            No sweep has run here yet. Run one now: it only reads, scores and proposes. What would leave waits for you.
          </p>
        ) : (
          <SweepState sweep={sweep} isUnderWay={isUnderWay} names={names} />
        )}
        <p className="text-faint text-xs">
          {nextAt === null ? (
            "It does not run by itself."
          ) : (
            <>
              Runs by itself <RelativeTime at={nextAt} />
            </>
          )}
        </p>
      </CardBody>
    </Card>
  );
}

function SweepState({ sweep, isUnderWay, names }: SweepTasksProps) {
  const hasFailed = (sweep.by_status.failed ?? 0) > 0;
  return (
    <>
      <p className="text-muted text-xs">
        {isUnderWay ? "Under way, started " : "Last one "}
        <RelativeTime at={sweep.created_at} /> {sweep.trigger === "schedule" ? "by the daily schedule" : null}
      </p>
      {sweep.total > 0 ? (
        <Progress
          label={isUnderWay ? "Agents done" : hasFailed ? "Done, with failures" : "All agents done"}
          value={sweep.finished}
          max={sweep.total}
          tone={hasFailed ? "warn" : isUnderWay ? "accent" : "ok"}
        />
      ) : null}
      {sweep.total > 0 ? <SweepTasks sweep={sweep} isUnderWay={isUnderWay} names={names} /> : null}
      {sweep.skipped.length > 0 ? (
        <p className="text-muted text-xs">
          Not started:{" "}
          {sweep.skipped.map(({ domain, reason }) => `${names.get(domain) ?? domain} (${reason})`).join(", ")}
        </p>
      ) : null}
      {isUnderWay || sweep.total === 0 ? null : <SweepHeadline sweepId={sweep.id} />}
    </>
  );
}
