"use client";
/** The latest tasks of one agent, live, each a link to its own page. */
import { useQuery } from "@tanstack/react-query";
import { ListTree } from "lucide-react";
import Link from "next/link";
import { SampleSign } from "#components/shared/sample-past.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { type AgentDetail, readRecentTasksQuery } from "./agent-data.ts";

export function RecentTasks({ agent }: { agent: AgentDetail }) {
  const { data, error, refetch, isFetching } = useQuery(readRecentTasksQuery(agent.domain));
  const { completed, failed, median_ms } = agent.figures;
  const titles = new Map(agent.tasks.map(task => [task.name, task.title]));
  return (
    <Card aria-label="Recent tasks">
      <CardHeader
        title="Recent tasks"
        description={
          completed + failed > 0 ? (
            <>
              {completed.toLocaleString("en")} completed, {failed.toLocaleString("en")} failed, half of them within{" "}
              <Duration durationMs={median_ms} />
            </>
          ) : undefined
        }
        actions={
          <Link
            href={`/timeline?agent=${agent.domain}`}
            className="inline-flex items-center text-muted text-xs hover:text-text hover:underline max-md:min-h-11"
          >
            All in the timeline
          </Link>
        }
      />
      {!data && !error ? <SkeletonRows count={4} label="Loading tasks" /> : null}
      {!data && error ? <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} /> : null}
      {data?.data.length === 0 ? (
        <EmptyState title="It has not run yet" icon={ListTree} className="py-8">
          Run one of its tasks, or let the daily sweep start it.
        </EmptyState>
      ) : null}
      <ul className="divide-y divide-line">
        {data?.data.map(task => (
          <li key={task.id}>
            <Link
              href={`/tasks/${task.id}`}
              className="flex min-h-9 items-center gap-3 px-4 py-1.5 outline-offset-[-2px] hover:bg-hover max-md:min-h-11"
            >
              <span className="min-w-0 flex-1 truncate text-sm">{titles.get(task.name) ?? task.task}</span>
              <StatusBadge kind="task" status={task.status} variant="plain" />
              <Duration
                durationMs={task.duration_ms}
                startedAt={task.started_at}
                endedAt={task.finished_at}
                className="w-16 text-right text-muted text-xs max-sm:hidden"
              />
              <SampleSign at={task.created_at} />
              <RelativeTime at={task.created_at} className="w-20 shrink-0 text-right text-faint text-xs" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
