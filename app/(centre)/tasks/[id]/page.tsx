/** One task: what it was asked, what it thought, and what came of it. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { perform } from "#app/session/perform.ts";
import { nameTask } from "#components/tasks/name-task.ts";
import { TaskNamesProvider } from "#components/tasks/task-names.tsx";
import { AppError } from "#lib/core/errors.ts";
import { taskGet } from "#lib/operations/task.ts";
import { readTaskNames } from "../read-task-names.ts";
import { TaskOutcome, TaskTraces } from "./task-sections.tsx";
import { TaskView } from "./task-view.tsx";

type Props = { params: Promise<{ id: string }> };

const readTask = cache(async (id: string) =>
  perform(taskGet, { id }).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) return null;
    throw error;
  }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const task = await readTask((await params).id);
  return { title: task === null ? "Task" : nameTask(readTaskNames(), task).title };
}

export default async function TaskPage({ params }: Props) {
  const { id } = await params;
  const task = await readTask(id);
  if (task === null) notFound();
  const queries = new QueryClient();
  queries.setQueryData(["task", id], task);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <TaskNamesProvider names={readTaskNames()}>
        <TaskView id={id} outcome={<TaskOutcome task={task} />} traces={<TaskTraces task={task} />} />
      </TaskNamesProvider>
    </HydrationBoundary>
  );
}
