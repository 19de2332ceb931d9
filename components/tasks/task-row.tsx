"use client";
/** One task in the timeline: what, how it stands, by what it was started, when, how long and at what cost. */
import Link from "next/link";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { SampleSign } from "#components/shared/sample-past.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Task } from "#lib/operations/shapes/task.ts";
import { formatMicros } from "./format-micros.ts";
import { useTaskWords } from "./task-names.tsx";
import { nameTrigger, titleTrigger } from "./trigger-words.ts";

export function TaskRow({ task }: { task: Task }) {
  const note = readNote(task);
  const words = useTaskWords()(task);
  return (
    <Link
      href={`/tasks/${task.id}`}
      prefetch={false}
      data-row={task.id}
      className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-3 py-1.5 text-sm outline-offset-[-2px] hover:bg-hover md:grid-cols-[9.5rem_minmax(0,1fr)_6.5rem_5.5rem_5rem_4.5rem]"
    >
      <StatusBadge
        kind="task"
        status={task.status}
        variant="plain"
        className="max-md:order-2 max-md:justify-self-end"
      />
      <span className="min-w-0 truncate max-md:order-1">
        <AgentMark domain={task.domain} size="sm" className="mr-2 align-middle" />
        <span className="font-medium">{words.title}</span>
        <span className="ml-2 text-muted text-xs max-md:hidden">{words.agent}</span>
        {task.is_dry_run ? (
          <Badge tone="outline" className="ml-2" title="Only tells what it would do: nothing was sent, kept or changed">
            Dry run
          </Badge>
        ) : null}
        {note ? (
          <span className={task.status === "failed" ? "ml-2 text-danger" : "ml-2 text-muted"}>{note}</span>
        ) : null}
      </span>
      <span className="truncate text-muted text-xs max-md:order-3">
        <span className="md:hidden">
          {words.agent} · <RelativeTime at={task.created_at} /> ·{" "}
        </span>
        <span className="max-md:hidden" title={`Started by ${nameTrigger(task.trigger)}`}>
          {titleTrigger(task.trigger)}
        </span>
        <Duration
          className="md:hidden"
          durationMs={task.duration_ms}
          startedAt={task.started_at}
          endedAt={task.finished_at}
        />
      </span>
      <span className="flex items-center gap-1.5 text-muted text-xs max-md:hidden">
        <RelativeTime at={task.created_at} />
        <SampleSign at={task.created_at} />
      </span>
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
