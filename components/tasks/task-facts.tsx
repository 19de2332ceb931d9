"use client";
/** How a task stands, in one row of figures: what people ask first, before they read on. */
import type { ReactNode } from "react";
import { usePeople } from "#components/approvals/use-people.ts";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { EntityLink } from "./entity-link.tsx";
import { formatMicros } from "./format-micros.ts";
import type { TaskDetail } from "./task-types.ts";
import { nameTrigger } from "./trigger-words.ts";

export function TaskFacts({ task, agentName }: { task: TaskDetail; agentName: string }) {
  const nameOf = usePeople();
  const [waited] = task.attempts;
  // Until the people are read, an id stands for itself.
  const by = nameOf(task.requested_by);
  const facts: [string, ReactNode][] = [
    [
      "Agent",
      <EntityLink key="a" entity="agent" id={task.domain}>
        {agentName}
      </EntityLink>,
    ],
    ["Asked for", <RelativeTime key="c" at={task.created_at} />],
    ["By", task.requested_by === null ? "the product" : by === task.requested_by ? "a member" : by],
    ["Through", nameTrigger(task.trigger)],
    ...(task.run_at ? ([["Starts", <RelativeTime key="r" at={task.run_at} />]] satisfies [string, ReactNode][]) : []),
    ...(waited === undefined
      ? []
      : ([["Waited", <Duration key="w" durationMs={waited.waited_ms} />]] satisfies [string, ReactNode][])),
    ["Took", <Duration key="d" durationMs={task.duration_ms} startedAt={task.started_at} endedAt={task.finished_at} />],
    ...(task.attempt > 1 ? ([["Attempts", String(task.attempt)]] satisfies [string, ReactNode][]) : []),
    ["Cost", formatMicros(task.cost_micros)],
    ...(task.priority === 5 ? [] : ([["Priority", `${task.priority} of 10`]] satisfies [string, ReactNode][])),
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-8 gap-y-3 rounded-lg border bg-surface px-4 py-3 text-sm shadow-card sm:flex sm:flex-wrap">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-muted text-xs">{name}</dt>
          <dd className="break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
