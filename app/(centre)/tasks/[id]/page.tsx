/** One task: what it was asked, what it thought, and what came of it. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { perform } from "#app/session/perform.ts";
import { AppError } from "#lib/core/errors.ts";
import { agentGet } from "#lib/operations/agent.ts";
import { taskGet } from "#lib/operations/task.ts";
import { type TaskNames, TaskView } from "./task-view.tsx";

type Props = { params: Promise<{ id: string }> };

const readTask = cache(async (id: string) =>
  perform(taskGet, { id }).catch((error: unknown) => {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) return null;
    throw error;
  }),
);

/** What people call the task and its agent; an agent that is no longer here leaves the names of the code. */
async function readNames({ domain, name }: { domain: string; name: string }): Promise<TaskNames> {
  const agent = await perform(agentGet, { domain }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-found") return null;
    throw error;
  });
  return { agent: agent?.name ?? domain, task: agent?.tasks.find(task => task.name === name)?.title ?? name };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const task = await readTask((await params).id);
  return { title: task?.name ?? "Task" };
}

export default async function TaskPage({ params }: Props) {
  const { id } = await params;
  const task = await readTask(id);
  if (task === null) notFound();
  const queries = new QueryClient();
  queries.setQueryData(["task", id], task);
  const names = await readNames(task);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <TaskView id={id} names={names} />
    </HydrationBoundary>
  );
}
