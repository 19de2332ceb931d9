"use client";
/** Delegates a task from a page and offers the way to it. */
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import type { QueuedTask } from "#lib/operations/shapes/task.ts";

export type Delegation = { task: string; params: Record<string, unknown>; said: string };

export function useDispatch() {
  const router = useRouter();
  return useMutation({
    mutationFn: ({ task, params }: Delegation) => request<QueuedTask>("/tasks", { body: { task, params } }),
    onSuccess: (queued, { said }) =>
      showSuccess(said, { action: { label: "Open task", onClick: () => router.push(`/tasks/${queued.id}`) } }),
    onError: error => showError("It was not started", { description: describeError(error) }),
  });
}
