"use client";
/** What can be done with an output now: decide about it, and take its words along. */
import { Check, Download, MessageSquareText, Pencil, Undo2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { OutputDetail, OutputRevision } from "#lib/operations/shapes/output.ts";
import { nameFile, writeText } from "./output-words.ts";

export type OutputActionsProps = {
  output: OutputDetail;
  shown: OutputRevision | undefined;
  mayAct: boolean;
  isBusy: boolean;
  isEditing: boolean;
  onAccept: () => void;
  onReopen: () => void;
  onAsk: () => void;
  onEdit: () => void;
};

export function OutputActions(props: OutputActionsProps) {
  const { output, shown, mayAct, isBusy, isEditing, onAccept, onReopen, onAsk, onEdit } = props;
  const isNewest = shown === undefined || shown.revision === output.revision;
  const isOpen = output.status === "open" || output.status === "changes_requested";
  const mayDecide = mayAct && isOpen && isNewest && !isEditing;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {mayDecide ? (
        <>
          <Button variant="primary" size="sm" className="max-md:min-h-11" disabled={isBusy} onClick={onAccept}>
            <Check aria-hidden />
            Accept
          </Button>
          <Button size="sm" className="max-md:min-h-11" disabled={isBusy || isBeingWritten(output)} onClick={onAsk}>
            <MessageSquareText aria-hidden />
            Ask for changes
          </Button>
          {output.is_editable ? (
            <Button size="sm" className="max-md:min-h-11" disabled={isBusy} onClick={onEdit}>
              <Pencil aria-hidden />
              Edit by hand
            </Button>
          ) : null}
        </>
      ) : null}
      {mayAct && output.status === "accepted" && isNewest ? (
        <Button size="sm" className="max-md:min-h-11" disabled={isBusy} onClick={onReopen}>
          <Undo2 aria-hidden />
          Take the acceptance back
        </Button>
      ) : null}
      {shown && !isEditing ? (
        <span className="ml-auto flex items-center gap-1">
          <CopyButton value={writeText(shown)} label="Copy the text" className="max-md:size-11" />
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Save as a file"
            title="Save as a file"
            className="max-md:size-11"
            onClick={() =>
              saveText(writeText(shown), nameFile({ title: output.title, revision: shown.revision }, shown.content))
            }
          >
            <Download aria-hidden />
          </Button>
        </span>
      ) : null}
    </div>
  );
}

/** True while a task of the agent works on the next revision. */
export function isBeingWritten({ status, requests }: OutputDetail): boolean {
  const [latest] = requests;
  return (
    status === "changes_requested" &&
    latest?.task_status != null &&
    ["queued", "planning", "running"].includes(latest.task_status)
  );
}

function saveText(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
