"use client";
/** Edits an output by hand; beside it at every moment what differs from the revision that was read. */
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DiffView } from "#components/ui/diff-view.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { OutputDetail } from "#lib/operations/shapes/output.ts";
import { writeText } from "./output-words.ts";

export type EditTextProps = {
  output: OutputDetail;
  isBusy: boolean;
  onSave: (edit: { text: string; subject?: string }) => void;
  onCancel: () => void;
};

export function EditText({ output, isBusy, onSave, onCancel }: EditTextProps) {
  const content = output.latest?.content ?? {};
  const before = { text: String(content.text ?? ""), subject: content.subject };
  const hasSubject = typeof before.subject === "string";
  const [text, setText] = useState(before.text);
  const [subject, setSubject] = useState(hasSubject ? String(before.subject) : "");
  const [error, setError] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const shown = useDeferredValue(hasSubject ? { text, subject } : { text });
  const waits = output.approvals.some(approval => approval.status === "pending");

  function save() {
    if (text === before.text && (!hasSubject || subject === before.subject))
      setError("Change something before you keep it as a new revision.");
    else if (text.trim() === "") setError("Write something.");
    else onSave(hasSubject ? { text, subject } : { text });
  }

  return (
    <form
      aria-label="Edit by hand"
      className="flex flex-col gap-4"
      onSubmit={event => {
        event.preventDefault();
        save();
      }}
      onKeyDown={event => {
        if (event.key === "Escape" && !isBusy) onCancel();
        if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) save();
      }}
    >
      {hasSubject ? (
        <Field label="Subject" isRequired>
          <Input value={subject} maxLength={200} onValueChange={setSubject} />
        </Field>
      ) : null}
      <Field label="Text" isRequired error={error}>
        <Textarea
          ref={field}
          rows={12}
          value={text}
          onChange={event => {
            setError(undefined);
            setText(event.target.value);
          }}
        />
      </Field>
      {waits ? (
        <p className="text-muted text-sm">It waits for a decision before it is sent: what waits changes with it.</p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isBusy={isBusy}>
          Keep as revision {output.revision + 1}
        </Button>
        <Button variant="ghost" disabled={isBusy} onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <section aria-label="What you change">
        <h3 className="mb-1.5 font-medium text-muted text-xs">Against revision {output.revision}</h3>
        <DiffView
          before={writeText({ content })}
          after={writeText({ content: { ...content, ...shown } })}
          label="What you change"
        />
      </section>
    </form>
  );
}
