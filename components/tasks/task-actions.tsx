"use client";
/** What can be done with a task: run it again as it was or changed, end it after a question, and share its address. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Link2, RotateCw, SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useMemo, useState } from "react";
import { makeIdempotencyKey, request } from "#components/shared/request.ts";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import type { QueuedTask, Task } from "#lib/operations/shapes/task.ts";
import { copyAddress } from "./copy-address.ts";
import { describeError } from "./failure.tsx";
import { isOpenTask } from "./task-types.ts";

const RerunDialog = lazy(() => import("./rerun-dialog.tsx").then(module => ({ default: module.RerunDialog })));

export function TaskActions({ task, title }: { task: Task; title: string }) {
  const router = useRouter();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const [isChanging, setIsChanging] = useState(false);
  const isOpen = isOpenTask(task);

  function open(queued: QueuedTask) {
    showSuccess(`${title} is queued again`);
    router.push(`/tasks/${queued.id}`);
  }

  const { mutate: rerun, isPending } = useMutation({
    mutationFn: () =>
      request<QueuedTask>(`/tasks/${task.id}/rerun`, { method: "POST", idempotencyKey: makeIdempotencyKey() }),
    onSuccess: open,
    onError: error => showError("It could not be run again", { description: describeError(error) }),
  });

  async function cancel() {
    await request<Task>(`/tasks/${task.id}/cancel`, { method: "POST" });
    await queries.invalidateQueries({ queryKey: ["task"] });
    showSuccess("Cancelled. What it proposed and had not sent is taken back.");
  }

  const commands = useMemo<Command[]>(
    () => [
      { id: "task-rerun", group: "Task", label: "Run this task again", icon: RotateCw, run: () => rerun() },
      {
        id: "task-change",
        group: "Task",
        label: "Run this task with other parameters",
        icon: SlidersHorizontal,
        run: () => setIsChanging(true),
      },
      {
        id: "task-link",
        group: "Task",
        label: "Copy the link to this task",
        icon: Link2,
        run: () => void copyAddress(),
      },
      ...(isOpen
        ? [{ id: "task-cancel", group: "Task", label: "Cancel this task", icon: Ban, run: () => setIsAsking(true) }]
        : []),
    ],
    [rerun, isOpen],
  );
  useCommands(commands);

  return (
    <>
      <Button variant="ghost" onClick={() => void copyAddress()}>
        <Link2 aria-hidden />
        Copy link
      </Button>
      {isOpen ? (
        <Button onClick={() => setIsAsking(true)}>
          <Ban aria-hidden />
          Cancel
        </Button>
      ) : null}
      <Button onClick={() => setIsChanging(true)}>
        <SlidersHorizontal aria-hidden />
        Change and run
      </Button>
      <Button variant={isOpen ? "secondary" : "primary"} isBusy={isPending} onClick={() => rerun()}>
        <RotateCw aria-hidden />
        Run again
      </Button>
      <AlertDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Cancel “${title}”?`}
        description="It stops where it is. What it proposed, and what is approved but has not left yet, is taken back. What was sent stays sent."
        actionLabel="Cancel the task"
        onAction={cancel}
      />
      {isChanging ? (
        <Suspense>
          <RerunDialog task={task} title={title} onClose={() => setIsChanging(false)} onQueued={open} />
        </Suspense>
      ) : null}
    </>
  );
}
