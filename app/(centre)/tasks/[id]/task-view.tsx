"use client";
/** One task, live: everything that is known of it, in the order in which a person asks. */
import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { usePeople } from "#components/approvals/use-people.ts";
import { request } from "#components/shared/request.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { ModelCalls } from "#components/tasks/model-calls.tsx";
import { OutputCard } from "#components/tasks/output-card.tsx";
import { Proposals } from "#components/tasks/proposals.tsx";
import { StructuredValue } from "#components/tasks/structured-value.tsx";
import { TaskActions } from "#components/tasks/task-actions.tsx";
import { TaskError } from "#components/tasks/task-error.tsx";
import { TaskMessages } from "#components/tasks/task-messages.tsx";
import { isOpenTask, type TaskDetail } from "#components/tasks/task-types.ts";
import { Trace } from "#components/tasks/trace.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";

/** The words for a task and its agent, which the task itself does not carry. */
export type TaskNames = { agent: string; task: string };

export function TaskView({ id, names }: { id: string; names: TaskNames }) {
  const query = useQuery({
    queryKey: ["task", id],
    queryFn: ({ signal }) => request<TaskDetail>(`/tasks/${id}`, { signal }),
  });
  usePulse(["approval", "delivery", "message", "output"], ["task", id]);
  const task = query.data;
  if (task === undefined) {
    return query.isError ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    ) : (
      <SkeletonRows label="Loading the task" />
    );
  }
  return (
    <>
      <PageHeader
        parent={{ href: "/timeline", label: "Timeline" }}
        title={names.task}
        meta={<StatusBadge kind="task" status={task.status} />}
        description={names.task === task.name ? undefined : <code className="font-mono text-xs">{task.name}</code>}
        actions={<TaskActions task={task} />}
      />
      <div className="flex flex-col gap-5">
        {task.waiting_for ? (
          <p className="flex items-start gap-2.5 rounded-lg bg-waiting-soft px-4 py-3 text-sm text-waiting">
            <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0" />
            Waiting: {task.waiting_for}
          </p>
        ) : null}
        {task.error ? <TaskError error={task.error} isOpen={isOpenTask(task)} /> : null}
        <Facts task={task} agentName={names.agent} />
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
          <div className="flex min-w-0 flex-col gap-5">
            <Section title="Result" isEmpty={task.result === null} empty={describeNoResult(task)}>
              <CardBody>
                {task.result ? (
                  <StructuredValue value={omitShown(task.result, task)} label="Result" domain={task.domain} />
                ) : null}
              </CardBody>
            </Section>
            {task.approvals.length > 0 ? (
              <Section title="Proposals" count={task.approvals.length}>
                <Proposals approvals={task.approvals} deliveries={task.deliveries} />
              </Section>
            ) : null}
            {task.outputs.length > 0 ? (
              <section aria-label="Outputs" className="flex flex-col gap-3">
                {task.outputs.map(output => (
                  <OutputCard key={output.id} output={output} />
                ))}
              </section>
            ) : null}
            {task.messages.length > 0 ? (
              <Section title="Messages" count={task.messages.length}>
                <TaskMessages messages={task.messages} />
              </Section>
            ) : null}
            {task.model_calls.length > 0 ? (
              <Section title="Model calls" count={task.model_calls.length}>
                <ModelCalls calls={task.model_calls} />
              </Section>
            ) : null}
          </div>
          <div className="flex min-w-0 flex-col gap-5">
            <Section
              title="Reasoning"
              count={task.decisions.length}
              isEmpty={task.decisions.length === 0}
              empty={isOpenTask(task) ? "Its steps appear here as soon as it has taken some." : "It took no steps."}
            >
              <CardBody>
                <Trace decisions={task.decisions} domain={task.domain} />
              </CardBody>
            </Section>
            <Section title="Parameters" isEmpty={Object.keys(task.params).length === 0} empty="It was given none.">
              <CardBody>
                <StructuredValue value={task.params} label="Parameters" domain={task.domain} />
              </CardBody>
            </Section>
            {task.children.length > 0 ? (
              <Section title="Led to" count={task.children.length}>
                <ul className="divide-y divide-line">
                  {task.children.map(child => (
                    <li key={child.id}>
                      <Link
                        href={`/tasks/${child.id}`}
                        className="flex min-h-9 items-center gap-3 px-4 text-sm outline-offset-[-2px] hover:bg-hover max-md:min-h-11"
                      >
                        <span className="min-w-0 flex-1 truncate">{child.name}</span>
                        <StatusBadge kind="task" status={child.status} variant="plain" />
                      </Link>
                    </li>
                  ))}
                </ul>
              </Section>
            ) : null}
          </div>
        </div>
      </div>
    </>
  );
}

/** A result without the text that an output below shows in full. */
function omitShown(result: Record<string, unknown>, { outputs }: TaskDetail): Record<string, unknown> {
  const shown = new Set<unknown>(outputs.map(output => output.latest?.content.text).filter(text => text !== undefined));
  const rest = Object.entries(result).filter(([, value]) => !shown.has(value));
  return rest.length === 0 ? result : Object.fromEntries(rest);
}

function describeNoResult(task: TaskDetail): string {
  if (task.status === "failed") return "It failed before there was one.";
  if (task.status === "cancelled") return "It was cancelled before there was one.";
  return "It appears here when the work is done.";
}

type SectionProps = { title: string; count?: number; isEmpty?: boolean; empty?: string; children: ReactNode };

function Section({ title, count, isEmpty, empty, children }: SectionProps) {
  return (
    <Card aria-label={title}>
      <CardHeader title={count ? `${title} (${count})` : title} />
      {isEmpty ? <p className="px-4 py-3 text-muted text-sm">{empty}</p> : children}
    </Card>
  );
}

function Facts({ task, agentName }: { task: TaskDetail; agentName: string }) {
  const nameOf = usePeople();
  const facts: [string, ReactNode][] = [
    [
      "Duration",
      <Duration key="d" durationMs={task.duration_ms} startedAt={task.started_at} endedAt={task.finished_at} />,
    ],
    ["Cost", formatMicros(task.cost_micros)],
    ["Asked for", <RelativeTime key="c" at={task.created_at} />],
    ["By", task.requested_by ? nameOf(task.requested_by) : "the product"],
    ["Through", task.trigger],
    ["Priority", `${task.priority} of 10`],
    ["Attempt", String(task.attempt)],
    ...(task.run_at ? ([["Starts", <RelativeTime key="r" at={task.run_at} />]] satisfies [string, ReactNode][]) : []),
    ...(task.parent_task_id
      ? ([
          [
            "Came from",
            <EntityLink key="p" entity="task" id={task.parent_task_id}>
              another task
            </EntityLink>,
          ],
        ] satisfies [string, ReactNode][])
      : []),
    [
      "Agent",
      <EntityLink key="a" entity="agent" id={task.domain}>
        {agentName}
      </EntityLink>,
    ],
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3 rounded-lg border bg-surface px-4 py-3 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-faint text-xs">{name}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
