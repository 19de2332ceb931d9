"use client";
/** One task in the timeline: what, how it stands, by what it was started, when, how long and at what cost. */
import Link from "next/link";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Task } from "#lib/operations/shapes/task.ts";
import { formatMicros } from "./format-micros.ts";

export function TaskRow({ task }: { task: Task }) {
  const note = readNote(task);
  return (
    <Link
      href={`/tasks/${task.id}`}
      prefetch={false}
      data-row={task.id}
      className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-3 py-1.5 text-sm outline-offset-[-2px] hover:bg-hover md:grid-cols-[9.5rem_minmax(0,1fr)_5rem_5.5rem_5rem_4.5rem]"
    >
      <StatusBadge
        kind="task"
        status={task.status}
        variant="plain"
        className="max-md:order-2 max-md:justify-self-end"
      />
      <span className="min-w-0 truncate max-md:order-1">
        <span className="font-medium">{task.name}</span>
        {note ? (
          <span className={task.status === "failed" ? "ml-2 text-danger" : "ml-2 text-muted"}>{note}</span>
        ) : null}
      </span>
      <span className="truncate text-muted text-xs max-md:order-3">
        <span className="md:hidden">
          <RelativeTime at={task.created_at} /> · {task.trigger} ·{" "}
        </span>
        <span className="max-md:hidden">{task.trigger}</span>
        <Duration
          className="md:hidden"
          durationMs={task.duration_ms}
          startedAt={task.started_at}
          endedAt={task.finished_at}
        />
      </span>
      <RelativeTime at={task.created_at} className="text-muted text-xs max-md:hidden" />
      <Duration
        className="text-right text-xs max-md:hidden"
        durationMs={task.duration_ms}
        startedAt={task.started_at}
        endedAt={task.finished_at}
      />
      <span className="text-right text-muted text-xs tabular-nums max-md:hidden">{formatMicros(task.cost_micros)}</span>
    </Link>
  );
}

function readNote(task: Task): string | null {
  if (task.waiting_for) return `waits: ${task.waiting_for}`;
  if (task.status === "failed" && typeof task.error?.message === "string") return task.error.message;
  return typeof task.result?.reason === "string" ? task.result.reason : null;
}
