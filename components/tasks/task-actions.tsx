"use client";
/** What can be done with a task: run it again, end it after a question, and share its address. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Link2, RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { request } from "#components/shared/request.ts";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import type { QueuedTask, Task } from "#lib/operations/shapes/task.ts";
import { describeError } from "./failure.tsx";
import { isOpenTask } from "./task-types.ts";

export function TaskActions({ task }: { task: Task }) {
  const router = useRouter();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const isOpen = isOpenTask(task);
  const { mutate: rerun, isPending } = useMutation({
    mutationFn: () => request<QueuedTask>(`/tasks/${task.id}/rerun`, { method: "POST" }),
    onSuccess: queued => {
      showSuccess(`${task.name} is queued again`);
      router.push(`/tasks/${queued.id}`);
    },
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
      { id: "task-link", group: "Task", label: "Copy the link to this task", icon: Link2, run: () => void copyLink() },
      ...(isOpen
        ? [{ id: "task-cancel", group: "Task", label: "Cancel this task", icon: Ban, run: () => setIsAsking(true) }]
        : []),
    ],
    [rerun, isOpen],
  );
  useCommands(commands);

  return (
    <>
      <Button variant="ghost" onClick={() => void copyLink()}>
        <Link2 aria-hidden />
        Copy link
      </Button>
      {isOpen ? (
        <Button onClick={() => setIsAsking(true)}>
          <Ban aria-hidden />
          Cancel
        </Button>
      ) : null}
      <Button variant={isOpen ? "secondary" : "primary"} isBusy={isPending} onClick={() => rerun()}>
        <RotateCw aria-hidden />
        Run again
      </Button>
      <AlertDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Cancel ${task.name}?`}
        description="It stops where it is. What it proposed, and what is approved but has not left yet, is taken back. What was sent stays sent."
        actionLabel="Cancel the task"
        onAction={cancel}
      />
    </>
  );
}

async function copyLink(): Promise<void> {
  const written =
    navigator.clipboard?.writeText(window.location.href.split("#")[0] ?? "") ??
    Promise.reject(new Error("no clipboard"));
  await written.then(
    () => showSuccess("Link copied"),
    () => showError("The link could not be copied", { description: "Copy it from the address bar of your browser." }),
  );
}
