"use client";
/** The task just dispatched, live: where it stands, what it thought last, what came of it, and its own page. */
import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Duration } from "#components/ui/duration.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { readTaskQuery, type TaskDetail } from "./agent-data.ts";

const watched = ["approval", "delivery", "output"] as const;

export function DispatchedTask({ id }: { id: string }) {
  const query = readTaskQuery(id);
  const { data: task, error, refetch, isFetching } = useQuery(query);
  usePulse(watched, query.queryKey);
  if (!task) {
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <Skeleton className="h-16 w-full" />
    );
  }
  const waiting = task.approvals.filter(approval => approval.status === "pending").length;
  return (
    <section aria-label="The task you started" className="rounded-md border bg-sunken p-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span aria-live="polite">
          <StatusBadge kind="task" status={task.status} />
        </span>
        <span className="min-w-0 flex-1 truncate font-mono text-muted text-xs">{task.name}</span>
        <Duration
          durationMs={task.duration_ms}
          startedAt={task.started_at ?? task.created_at}
          endedAt={task.finished_at}
          className="text-muted text-xs"
        />
      </div>
      <p className="mt-2 text-sm">{describeProgress(task)}</p>
      <div className="mt-2.5 flex flex-wrap gap-2">
        <Link href={`/tasks/${task.id}`} className={buttonStyles({ size: "sm" })}>
          Open the task
          <ArrowRight aria-hidden />
        </Link>
        {waiting > 0 ? (
          <Link href={`/approvals?agent=${task.domain}`} className={buttonStyles({ size: "sm", variant: "primary" })}>
            Decide on {waiting.toLocaleString("en")} {waiting === 1 ? "proposal" : "proposals"}
          </Link>
        ) : null}
      </div>
    </section>
  );
}

function describeProgress(task: TaskDetail): string {
  const error = task.error?.message;
  if (task.status === "failed") return typeof error === "string" ? error : "It failed; its page says where.";
  if (task.status === "cancelled") return "It was cancelled.";
  if (task.status === "queued") return task.waiting_for ?? "Queued: it starts in a moment.";
  return task.decisions.at(-1)?.reasoning ?? "It has started.";
}
