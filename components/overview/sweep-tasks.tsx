"use client";
/** The tasks behind a sweep's numbers, what needs attention first; open while the sweep is under way. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { lookUpStatus } from "#components/ui/statuses.ts";
import { readSweepTasksQuery, type SweepProgress } from "./overview-data.ts";

const order = ["failed", "awaiting_approval", "running", "planning", "queued", "completed", "cancelled"] as const;

export type SweepTasksProps = {
  sweep: SweepProgress;
  isUnderWay: boolean;
  /** What the agents are called, by domain. */
  names: ReadonlyMap<string, string>;
};

export function SweepTasks({ sweep, isUnderWay, names }: SweepTasksProps) {
  const [wish, setWish] = useState<boolean | null>(null);
  const isOpen = wish ?? isUnderWay;
  const summary = order
    .filter(status => (sweep.by_status[status] ?? 0) > 0)
    .map(status => `${sweep.by_status[status]} ${lookUpStatus("task", status).word.toLowerCase()}`)
    .join(", ");
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setWish(!isOpen)}
        className="-mx-1.5 flex min-h-7 w-[calc(100%+0.75rem)] items-center gap-1 rounded-sm px-1.5 text-left text-sm hover:bg-hover max-md:min-h-11"
      >
        <ChevronRight
          aria-hidden
          className={`size-3.5 shrink-0 text-faint transition-transform ${isOpen ? "rotate-90" : ""}`}
        />
        <span aria-live="polite">{summary}</span>
      </button>
      {isOpen ? <TaskRows sweepId={sweep.id} names={names} /> : null}
    </div>
  );
}

function TaskRows({ sweepId, names }: { sweepId: string; names: ReadonlyMap<string, string> }) {
  const { data, error, refetch, isFetching } = useQuery(readSweepTasksQuery(sweepId));
  if (!data) {
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <SkeletonRows count={3} label="Loading the tasks of the sweep" />
    );
  }
  const rows = data.data.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return (
    <ul className="scroll-slim mt-1 max-h-72 overflow-y-auto">
      {rows.map(task => (
        <li key={task.id}>
          <Link
            href={`/tasks/${task.id}`}
            className="flex min-h-8 items-center justify-between gap-3 rounded-sm px-1.5 text-sm hover:bg-hover max-md:min-h-11"
          >
            <span className="flex min-w-0 items-center gap-2">
              <AgentMark domain={task.domain} size="sm" />
              <span className="truncate">{names.get(task.domain) ?? task.domain}</span>
            </span>
            <StatusBadge kind="task" status={task.status} variant="plain" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
