"use client";
/** A dry run, live: how far it is, then what would happen, and the one button that makes it happen. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { ArrowUpRight, Check, RotateCw, Undo2 } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { readTaskQuery } from "#components/agents/agent-data.ts";
import { request } from "#components/shared/request.ts";
import { describeError, Failure } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Duration } from "#components/ui/duration.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { showError } from "#components/ui/toast.ts";
import { DelegateNote } from "./delegate-note.tsx";
import { TaskPreview } from "./task-preview.tsx";

export type PreviewRunProps = {
  id: string;
  isStarting: boolean;
  onDo: () => void;
  onAgain: () => void;
  onChange: () => void;
  onBack?: () => void;
};

export function PreviewRun({ id, isStarting, onDo, onAgain, onChange, onBack }: PreviewRunProps) {
  const { data: task, error, refetch, isFetching } = useQuery(readTaskQuery(id));
  const doButton = useRef<HTMLButtonElement>(null);
  const hasPreview = task?.preview != null;
  useEffect(() => {
    if (hasPreview) doButton.current?.focus();
  }, [hasPreview]);
  const cancel = useMutation({
    mutationFn: () => request(`/tasks/${id}/cancel`, { body: {} }),
    onError: failure => showError("It could not be stopped", { description: describeError(failure) }),
    onSettled: () => refetch(),
  });
  if (task === undefined) {
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <SkeletonRows count={4} label="Loading the preview" />
    );
  }
  const isOver = ["completed", "failed", "cancelled"].includes(task.status);
  const again = (
    <Button onClick={onAgain}>
      <RotateCw aria-hidden />
      Preview again
    </Button>
  );
  const change = <Button onClick={onChange}>Change what it is given</Button>;
  const back =
    onBack === undefined ? null : (
      <Button variant="ghost" onClick={onBack}>
        <Undo2 aria-hidden />
        Another task
      </Button>
    );
  const rest = (
    <>
      {again}
      {back}
      <Link href={`/tasks/${task.id}`} className={buttonStyles({ variant: "ghost", className: "md:ml-auto" })}>
        Open as a page
        <ArrowUpRight aria-hidden />
      </Link>
    </>
  );
  return (
    <div className="flex flex-col gap-4">
      <p className="sr-only" aria-live="polite">
        {hasPreview ? "The preview is ready." : `The preview is ${task.status}.`}
      </p>
      {isOver ? null : (
        <section aria-label="The preview is being made" className="rounded-md border bg-sunken p-3">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <StatusBadge kind="task" status={task.status} />
            <span className="min-w-0 flex-1 text-sm">
              {task.waiting_for ?? task.decisions.at(-1)?.reasoning ?? "Working it out, without doing any of it."}
            </span>
            <Duration startedAt={task.started_at ?? task.created_at} className="text-muted text-xs" />
          </p>
          <div className="mt-2.5">
            <Button size="sm" isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
              Stop
            </Button>
          </div>
        </section>
      )}
      {task.status === "failed" ? (
        <>
          <DelegateNote tone="danger">It could not be done. {readFailure(task.error)}</DelegateNote>
          <div className="flex flex-wrap gap-2">
            {again}
            {change}
            {back}
          </div>
        </>
      ) : null}
      {task.status === "cancelled" ? (
        <>
          <DelegateNote>The preview was stopped. Nothing had been sent, kept or changed.</DelegateNote>
          <div className="flex flex-wrap gap-2">
            {again}
            {change}
            {back}
          </div>
        </>
      ) : null}
      {task.preview === null ? null : (
        <>
          <TaskPreview task={task} preview={task.preview} />
          <div className="flex flex-wrap gap-2 md:hidden">{rest}</div>
          <div className="sticky -bottom-4 -mx-4 -mb-4 flex flex-wrap items-center gap-2 border-t bg-raised px-4 py-3">
            <Button ref={doButton} variant="primary" isBusy={isStarting} onClick={onDo}>
              {isStarting ? null : <Check aria-hidden />}
              Do it
            </Button>
            {change}
            <div className="flex flex-1 flex-wrap gap-2 max-md:hidden">{rest}</div>
          </div>
        </>
      )}
    </div>
  );
}

/** What was refused, without the names of fields: the form beside it has them. */
function readFailure(error: Record<string, unknown> | null): string {
  const fields = Array.isArray(error?.errors) ? error.errors.filter(isMessage).map(({ message }) => message) : [];
  const said =
    fields.length > 0 ? fields.join("; ") : typeof error?.message === "string" ? error.message : "Its page says why";
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

function isMessage(value: unknown): value is { message: string } {
  return typeof value === "object" && value !== null && "message" in value && typeof value.message === "string";
}
