"use client";
/** How each agent of a sweep gets on, live: what needs attention first, then those that were not started. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { agentsQuery } from "#components/agents/agent-data.ts";
import { readSweepTasksQuery, type TaskPage } from "#components/overview/overview-data.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Sweep } from "./sweep-data.ts";

type Task = TaskPage["data"][number];

const order = ["failed", "running", "planning", "queued", "awaiting_approval", "completed", "cancelled"];

export function AgentProgress({ sweep }: { sweep: Sweep }) {
  const { data, error, refetch, isFetching } = useQuery(readSweepTasksQuery(sweep.id));
  if (!data) {
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <SkeletonRows count={Math.max(3, sweep.agents)} label="Loading the agents of the sweep" />
    );
  }
  const tasks = data.data.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return (
    <ul className="divide-y divide-line">
      {tasks.map(task => (
        <TaskRow key={task.id} task={task} />
      ))}
      {sweep.skipped.map(({ domain, reason }) => (
        <li key={domain} className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm max-md:min-h-11">
          <AgentName domain={domain} />
          <span className="text-muted text-xs">{reason}</span>
          <Badge tone="warn">Not started</Badge>
        </li>
      ))}
    </ul>
  );
}

/** What people call the agent, and below it the name of the task in commands and addresses. */
function AgentName({ domain, task }: { domain: string; task?: string }) {
  const { data } = useQuery(agentsQuery);
  const name = data?.data.find(agent => agent.domain === domain)?.name ?? domain;
  return (
    <span className="min-w-0 flex-1">
      <span className="block truncate font-medium">{name}</span>
      {task === undefined ? null : <span className="block truncate text-muted text-xs">{task}</span>}
    </span>
  );
}

function TaskRow({ task }: { task: Task }) {
  const reason = task.error?.message;
  return (
    <li>
      <Link
        href={`/tasks/${task.id}`}
        className="-mx-2 flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 rounded-sm px-2 py-2 text-sm hover:bg-hover max-md:min-h-11"
      >
        <AgentName domain={task.domain} task={task.name} />
        <span className="text-muted text-xs tabular-nums">
          <Duration durationMs={task.duration_ms} startedAt={task.started_at} fallback="" />
        </span>
        <StatusBadge kind="task" status={task.status} variant="plain" />
        {task.status === "failed" && typeof reason === "string" ? (
          <span className="w-full break-words text-danger text-xs">{reason}</span>
        ) : null}
        {task.status === "queued" && task.waiting_for !== null ? (
          <span className="w-full text-muted text-xs">Waits for {task.waiting_for}</span>
        ) : null}
      </Link>
    </li>
  );
}
