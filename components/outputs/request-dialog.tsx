"use client";
/** Asks what should be different; says before it is sent whether the agent or a person writes the next revision. */
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { OutputDetail } from "#lib/operations/shapes/output.ts";

export type RequestDialogProps = {
  output: OutputDetail;
  agentName: string;
  isBusy: boolean;
  onAsk: (feedback: string) => void;
  onClose: () => void;
};

const maxLetters = 2_000;

export function RequestDialog({ output, agentName, isBusy, onAsk, onClose }: RequestDialogProps) {
  const [feedback, setFeedback] = useState("");
  const [error, setError] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const waits = output.approvals.some(approval => approval.status === "pending");

  function submit(event: FormEvent) {
    event.preventDefault();
    const text = feedback.trim();
    if (text === "") setError("Say what should be different, in a few words.");
    else if (text.length > maxLetters) setError(`Shorten it to 2,000 characters; it has ${text.length}.`);
    else onAsk(text);
  }

  function add(wish: string) {
    setError(undefined);
    setFeedback(text => (text.trim() === "" ? wish : `${text.trimEnd()}\n${wish}`));
    field.current?.focus();
  }

  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title="Ask for changes"
      description={
        output.is_revisable
          ? `${agentName} writes the next revision from what you say, and you see what it changed.`
          : `${agentName} does not write this anew. Your wish is kept beside it, and you can edit the text by hand.`
      }
      initialFocus={field}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field label="What should be different?" isRequired error={error}>
          <Textarea
            ref={field}
            value={feedback}
            rows={4}
            onChange={event => setFeedback(event.target.value)}
            onKeyDown={event => {
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit(event);
            }}
          />
        </Field>
        {output.wishes.length > 0 ? (
          <fieldset aria-label="Usual wishes" className="flex flex-wrap gap-1.5">
            {output.wishes.map(wish => (
              <Button key={wish} size="sm" onClick={() => add(wish)}>
                {wish.trim().replace(/[.:]$/, match => (match === ":" ? "…" : ""))}
              </Button>
            ))}
          </fieldset>
        ) : null}
        {waits ? (
          <p className="text-muted text-sm">
            It waits for a decision before it is sent. Asking for changes rejects these words; the next revision is
            proposed anew.
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <DialogClose render={<Button />}>Cancel</DialogClose>
          <Button type="submit" variant="primary" isBusy={isBusy}>
            Ask for changes
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
