/** What is going on with an output besides its state: being written anew, failed at it, waiting to be sent, replaced. */
import { CircleX, Hourglass, LoaderCircle, type LucideIcon, MessageSquareText, Replace, Send } from "lucide-react";
import type { ReactNode } from "react";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import type { OutputDetail } from "#lib/operations/shapes/output.ts";
import { isBeingWritten } from "./output-actions.tsx";

export type OutputNoteProps = { output: OutputDetail; agentName: string; nameOf: (id: string) => string };

export function OutputNote({ output, agentName, nameOf }: OutputNoteProps) {
  const [request] = output.requests;
  const pending = output.approvals.find(approval => approval.status === "pending");
  const sent = output.approvals.find(approval => approval.status === "approved");
  const asked = request ? (
    <q className="mt-1 block whitespace-pre-line break-words text-text before:content-['“'] after:content-['”']">
      {request.feedback}
    </q>
  ) : null;
  return (
    <div aria-live="polite" className="flex flex-col gap-2 empty:hidden">
      {request && isBeingWritten(output) ? (
        <Note icon={LoaderCircle} tone="info" isMoving>
          {agentName} is writing the next revision.{" "}
          <EntityLink entity="task" id={request.task_id ?? undefined}>
            See its task
          </EntityLink>
          {asked}
        </Note>
      ) : null}
      {request && output.status === "changes_requested" && request.task_status === "failed" ? (
        <Note icon={CircleX} tone="danger">
          {agentName} could not write it anew: {request.task_error ?? "its task failed"}.{" "}
          <EntityLink entity="task" id={request.task_id ?? undefined}>
            See its task
          </EntityLink>
          {asked}
        </Note>
      ) : null}
      {request && output.status === "changes_requested" && request.task_id === null ? (
        <Note icon={MessageSquareText} tone="waiting">
          {nameOf(request.requested_by)} asked for changes. {agentName} does not write this anew
          {output.is_editable ? ": edit it by hand." : ": run its task again with other parameters."}
          {asked}
        </Note>
      ) : null}
      {output.status === "superseded" ? (
        <Note icon={Replace} tone="neutral">
          A later one about the same has replaced it.
        </Note>
      ) : null}
      {pending ? (
        <Note icon={Hourglass} tone="waiting">
          It waits for a decision before it goes to {pending.recipient}.{" "}
          <EntityLink entity="approval" id={pending.id}>
            Decide about sending
          </EntityLink>
        </Note>
      ) : null}
      {sent && !pending ? (
        <Note icon={Send} tone="neutral">
          Sending it to {sent.recipient} was approved.{" "}
          <EntityLink entity="approval" id={sent.id}>
            See what became of it
          </EntityLink>
        </Note>
      ) : null}
    </div>
  );
}

const tones = {
  info: "bg-info-soft text-info",
  danger: "bg-danger-soft text-danger",
  waiting: "bg-waiting-soft text-waiting",
  neutral: "bg-idle-soft text-muted",
} as const;

type NoteProps = { icon: LucideIcon; tone: keyof typeof tones; isMoving?: boolean; children: ReactNode };

function Note({ icon: Icon, tone, isMoving, children }: NoteProps) {
  return (
    <div className={joinClasses("flex items-start gap-2.5 rounded-lg px-3.5 py-2.5 text-sm", tones[tone])}>
      <Icon aria-hidden className={joinClasses("mt-0.5 size-4 shrink-0", isMoving && "animate-spin-slow")} />
      <div className="min-w-0 break-words">{children}</div>
    </div>
  );
}
