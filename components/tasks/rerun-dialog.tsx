"use client";
/** Loaded on demand. The form of a task with what it was given the last time, to be run with something else. */
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { readAgentQuery } from "#components/agents/agent-data.ts";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { makeIdempotencyKey, request } from "#components/shared/request.ts";
import { SchemaForm } from "#components/shared/schema-form.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { QueuedTask, Task } from "#lib/operations/shapes/task.ts";
import { Failure } from "./failure.tsx";

export type RerunDialogProps = {
  task: Task;
  title: string;
  onClose: () => void;
  onQueued: (queued: QueuedTask) => void;
};

export function RerunDialog({ task, title, onClose, onQueued }: RerunDialogProps) {
  const agent = useQuery(readAgentQuery(task.domain));
  const declared = agent.data?.tasks.find(one => one.name === task.name || one.name === task.task);
  // One key per intention: the same form sent again after a lost answer must not run the task twice.
  const intention = useRef<{ text: string; key: string } | null>(null);

  async function submit(params: Record<string, unknown>) {
    const text = JSON.stringify(params);
    if (intention.current?.text !== text) intention.current = { text, key: makeIdempotencyKey() };
    const queued = await request<QueuedTask>(`/tasks/${task.id}/rerun`, {
      body: { params },
      idempotencyKey: intention.current.key,
    });
    onClose();
    onQueued(queued);
  }

  return (
    <Dialog
      open
      onOpenChange={isOpen => {
        if (!isOpen) onClose();
      }}
      title={`Run “${title}” with other parameters`}
      description="It begins with what the task was given. The earlier task stays as it is."
    >
      {agent.isError ? <Failure error={agent.error} onRetry={() => void agent.refetch()} /> : null}
      {agent.isPending ? <Skeleton className="h-40" /> : null}
      {agent.data !== undefined && declared === undefined ? (
        <p className="text-muted text-sm">This task is not offered any more, so it cannot be run again.</p>
      ) : null}
      {declared === undefined ? null : (
        <SchemaForm
          schema={declared.params as JsonSchema}
          initialValue={task.params}
          pathPrefix="params"
          label={title}
          submitLabel="Run with these"
          onSubmit={submit}
        />
      )}
    </Dialog>
  );
}
