"use client";
/** On a task's own page: what a dry run would have led to and the way to do it, or how a task did beside its preview. */
import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useRouter } from "next/navigation";
import { useWorkspace } from "#components/approvals/use-people.ts";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import type { TaskDetail } from "#components/tasks/task-types.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "#components/ui/card.tsx";
import { showError } from "#components/ui/toast.ts";
import { DelegateNote } from "./delegate-note.tsx";
import { PreviewComparison } from "./preview-comparison.tsx";
import { TaskPreview } from "./task-preview.tsx";

/** Nothing for a task that is neither. */
export function TaskDryRun({ task }: { task: TaskDetail }) {
  if (task.preview_of !== null) return <PreviewComparison taskId={task.id} previewId={task.preview_of} />;
  if (!task.is_dry_run) return null;
  if (task.preview === null)
    return (
      <DelegateNote>This is a dry run: it only tells what would happen. Nothing is sent, kept or changed.</DelegateNote>
    );
  return (
    <Card aria-label="Dry run">
      <CardHeader title="What would happen" description="This was a dry run: nothing was sent, kept or changed." />
      <CardBody>
        <TaskPreview task={task} preview={task.preview} isBare />
      </CardBody>
      <CardFooter>
        <DoIt task={task} />
      </CardFooter>
    </Card>
  );
}

function DoIt({ task }: { task: TaskDetail }) {
  const router = useRouter();
  const isViewer = useWorkspace()?.role === "viewer";
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      request<{ id: string }>("/tasks", {
        body: { task: task.name, params: task.params, preview_of: task.id },
        // One preview is done once, however often and in however many windows the button is pressed.
        idempotencyKey: `preview-${task.id}`,
      }),
    onSuccess: ({ id }) => router.push(`/tasks/${id}`),
    onError: error => showError("It was not started", { description: describeError(error) }),
  });
  return (
    <Button
      variant="primary"
      isBusy={isPending}
      disabled={isViewer}
      title={isViewer ? "Your role is viewer: delegating needs the role member" : undefined}
      onClick={() => mutate()}
    >
      {isPending ? null : <Check aria-hidden />}
      Do it
    </Button>
  );
}
