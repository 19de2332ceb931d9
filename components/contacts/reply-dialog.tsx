"use client";
/** Takes in what a contact wrote back; the outreach agent reads it, honours an opt-out and says what comes next. */
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

export type Reply = { text: string; is_opt_out: boolean };
export type ReplyDialogProps = { name: string; isBusy: boolean; onRecord: (reply: Reply) => void; onClose: () => void };

export function ReplyDialog({ name, isBusy, onRecord, onClose }: ReplyDialogProps) {
  const [text, setText] = useState("");
  const [isOptOut, setIsOptOut] = useState(false);
  const [error, setError] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    const written = text.trim();
    if (written === "") setError("Paste what they wrote.");
    else if (written.length > 50_000)
      setError(`Shorten the text to 50,000 characters; it has ${written.length.toLocaleString("en")}.`);
    else onRecord({ text: written, is_opt_out: isOptOut });
  }

  return (
    <Dialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`What ${name} wrote back`}
      description="It is kept as text from outside: agents read it, and never take orders from it."
      initialFocus={field}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Reply" isRequired error={error}>
          <Textarea ref={field} rows={7} value={text} onChange={event => setText(event.target.value)} />
        </Field>
        <Field label="They asked not to be written to again" layout="row">
          <Checkbox checked={isOptOut} onCheckedChange={setIsOptOut} />
        </Field>
        <div className="flex justify-end gap-2">
          <DialogClose render={<Button />}>Cancel</DialogClose>
          <Button type="submit" variant="primary" isBusy={isBusy}>
            Record the reply
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
