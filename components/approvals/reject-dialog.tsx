"use client";
/** Asks why something is refused; the reason is kept, and the agent's next draft reads it. */
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

const usual = ["Not the right person", "Not now", "The tone is wrong", "Something in it is not true"];

export type RejectDialogProps = {
  count: number;
  recipient: string;
  onReject: (reason: string) => void;
  onClose: () => void;
};

export function RejectDialog({ count, recipient, onReject, onClose }: RejectDialogProps) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    const text = reason.trim();
    if (text === "") setError("Say why, in a few words.");
    else if (text.length > 2000) setError(`Shorten the reason to 2,000 characters; it has ${text.length}.`);
    else onReject(text);
  }

  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={count === 1 ? `Reject the message to ${recipient}` : `Reject ${count} proposals`}
      description="Nothing is sent. The reason is kept, and the agent's next drafts take it into account."
      initialFocus={field}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field label="Reason" isRequired error={error}>
          <Textarea
            ref={field}
            value={reason}
            rows={3}
            onChange={event => setReason(event.target.value)}
            onKeyDown={event => {
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit(event);
            }}
          />
        </Field>
        <div className="flex flex-wrap gap-1.5">
          {usual.map(text => (
            <Button key={text} size="sm" onClick={() => setReason(text)}>
              {text}
            </Button>
          ))}
        </div>
        <div className="flex justify-end gap-2">
          <DialogClose render={<Button />}>Cancel</DialogClose>
          <Button type="submit" variant="danger">
            {count === 1 ? "Reject" : `Reject ${count}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
