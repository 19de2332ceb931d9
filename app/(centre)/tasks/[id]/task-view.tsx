"use client";
/**
 * One task, live. What the server wrote of it stays until something changes; only then is the script loaded that writes it anew:
 * most tasks that people look at have ended.
 */
import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect, useState } from "react";
import { request } from "#components/shared/request.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Section } from "#components/tasks/section.tsx";
import { TaskActions } from "#components/tasks/task-actions.tsx";
import { TaskFacts } from "#components/tasks/task-facts.tsx";
import { useTaskWords } from "#components/tasks/task-names.tsx";
import { isOpenTask, type TaskDetail } from "#components/tasks/task-types.ts";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Waterfall } from "#components/tasks/waterfall/waterfall.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { TaskOutcome, TaskTraces } from "./task-sections.tsx";

const TaskDryRun = dynamic(() => import("#components/delegate/task-dry-run.tsx").then(module => module.TaskDryRun));

const told = ["approval", "delivery", "message", "output"] as const;

/** `outcome` and `traces` as the server wrote them. */
export type TaskViewProps = { id: string; outcome: ReactNode; traces: ReactNode };

export function TaskView({ id, outcome, traces }: TaskViewProps) {
  const wordsOf = useTaskWords();
  const query = useQuery({
    queryKey: ["task", id],
    queryFn: ({ signal }) => request<TaskDetail>(`/tasks/${id}`, { signal }),
  });
  usePulse(told, ["task", id]);
  const task = query.data;
  const sections = useSections(task);
  if (task === undefined) {
    return query.isError ? (
      <Failure error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    ) : (
      <SkeletonRows label="Loading the task" />
    );
  }
  const words = wordsOf(task);
  return (
    <>
      <PageHeader
        parent={{ href: "/timeline", label: "Timeline" }}
        title={words.title}
        meta={
          <>
            <StatusBadge kind="task" status={task.status} />
            {task.is_dry_run ? (
              <Badge tone="outline" title="It only tells what it would do: nothing was sent, kept or changed.">
                Dry run
              </Badge>
            ) : null}
          </>
        }
        actions={<TaskActions task={task} title={words.title} />}
      />
      <div className="flex flex-col gap-5">
        {task.waiting_for && isOpenTask(task) ? (
          <p className="flex items-start gap-2.5 rounded-lg bg-waiting-soft px-4 py-3 text-sm text-waiting">
            <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0" />
            Waiting: {task.waiting_for}
          </p>
        ) : null}
        <TaskFacts task={task} agentName={words.agent} />
        {task.is_dry_run || task.preview_of !== null ? <TaskDryRun task={task} /> : null}
        {sections === null ? outcome : <sections.TaskOutcome task={task} />}
        <Section id="steps" title="Steps">
          <Waterfall task={task} />
        </Section>
        {sections === null ? traces : <sections.TaskTraces task={task} />}
      </div>
    </>
  );
}

type Sections = { TaskOutcome: typeof TaskOutcome; TaskTraces: typeof TaskTraces };

/** The script of the sections, once what the server wrote is no longer what is known. */
function useSections(task: TaskDetail | undefined): Sections | null {
  const [first] = useState(() => JSON.stringify(task));
  const [sections, setSections] = useState<Sections | null>(null);
  const isChanged = task !== undefined && (isOpenTask(task) || JSON.stringify(task) !== first);
  useEffect(() => {
    if (!isChanged) return;
    let isWanted = true;
    void import("./task-sections.tsx").then(module => isWanted && setSections(module));
    return () => {
      isWanted = false;
    };
  }, [isChanged]);
  return sections;
}
