"use client";
/** Changes what would leave: written, compared with what it was, then saved as a new revision that still waits for a decision. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { DiffView } from "#components/ui/diff-view.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { type Approval, type ApprovalDetail, toDetail } from "./approval-types.ts";

type Draft = { recipient: string; subject: string; replyTo: string; text: string };
type Errors = Partial<Record<keyof Draft, string>>;

export type EditFormProps = {
  approval: Approval;
  /** Gets the new revision; `isApproved` when the person asked to approve it at once. */
  onSaved: (revision: Approval, isApproved: boolean) => void;
  onCancel: () => void;
};

export function EditForm({ approval, onSaved, onCancel }: EditFormProps) {
  const queries = useQueryClient();
  const before = readDraft(approval);
  const [draft, setDraft] = useState(before);
  const [isReviewing, setIsReviewing] = useState(false);
  const [errors, setErrors] = useState<Errors>({});
  const form = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const save = useMutation({
    mutationFn: (_: { isApproved: boolean }) =>
      request<Approval>(`/approvals/${approval.id}/edit`, {
        body: { digest: approval.digest, recipient: draft.recipient.trim(), payload: writePayload(approval, draft) },
      }),
    onSuccess: (revision, { isApproved }) => {
      queries.setQueryData<ApprovalDetail>(["approval", revision.id], old => ({
        ...(old ?? toDetail(revision)),
        ...revision,
      }));
      onSaved(revision, isApproved);
    },
    onError: error => {
      const found = error instanceof ProblemError ? placeErrors(error) : {};
      setErrors(found);
      if (Object.keys(found).length > 0) setIsReviewing(false);
    },
  });

  function review() {
    const found = checkDraft(draft);
    setErrors(found);
    if (Object.keys(found).length === 0) setIsReviewing(true);
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  const isChanged = writeText(before) !== writeText(draft);
  const failure = save.error && Object.keys(errors).length === 0 ? describeError(save.error) : null;
  return (
    <form
      ref={form}
      aria-label="Edit what would leave"
      noValidate
      className="flex flex-col gap-4"
      onSubmit={event => {
        event.preventDefault();
        if (!isReviewing) review();
      }}
      onKeyDown={event => {
        if (event.key === "Escape" && !save.isPending) onCancel();
      }}
    >
      {failure ? (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          {failure}
        </p>
      ) : null}
      {isReviewing ? (
        <>
          <p className="text-muted text-sm">
            What you changed. Saving makes revision {approval.revision + 1}; nothing is sent by it.
          </p>
          <DiffView before={writeText(before)} after={writeText(draft)} label="What you changed" />
        </>
      ) : (
        <>
          <Field label="To" isRequired error={errors.recipient}>
            <Input
              type="email"
              value={draft.recipient}
              onValueChange={recipient => setDraft({ ...draft, recipient })}
            />
          </Field>
          <Field label="Subject" isRequired error={errors.subject}>
            <Input value={draft.subject} ref={first} onValueChange={subject => setDraft({ ...draft, subject })} />
          </Field>
          <Field label="Reply to" hint="Where an answer goes; the sender when empty." error={errors.replyTo}>
            <Input type="email" value={draft.replyTo} onValueChange={replyTo => setDraft({ ...draft, replyTo })} />
          </Field>
          <Field label="Message" isRequired error={errors.text}>
            <Textarea
              value={draft.text}
              rows={12}
              onChange={event => setDraft({ ...draft, text: event.target.value })}
            />
          </Field>
        </>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {isReviewing ? (
          <>
            <Button
              variant="primary"
              isBusy={save.isPending}
              disabled={!isChanged}
              onClick={() => save.mutate({ isApproved: false })}
            >
              Save revision {approval.revision + 1}
            </Button>
            {approval.mode === "approval" ? (
              <Button isBusy={save.isPending} disabled={!isChanged} onClick={() => save.mutate({ isApproved: true })}>
                Save and approve
              </Button>
            ) : null}
            <Button variant="ghost" disabled={save.isPending} onClick={() => setIsReviewing(false)}>
              Back to editing
            </Button>
          </>
        ) : (
          <Button variant="primary" type="submit" disabled={!isChanged}>
            Compare with before
          </Button>
        )}
        <Button variant="ghost" disabled={save.isPending} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function readDraft({ recipient, payload }: Approval): Draft {
  const read = (name: string) => (typeof payload[name] === "string" ? payload[name] : "");
  return { recipient, subject: read("subject"), replyTo: read("replyTo"), text: read("text") };
}

/** The whole payload with the edited fields; an empty reply address is left out. */
function writePayload(approval: Approval, draft: Draft): Record<string, unknown> {
  const { replyTo: _, ...rest } = approval.payload;
  const replyTo = draft.replyTo.trim();
  return { ...rest, subject: draft.subject, text: draft.text, ...(replyTo === "" ? {} : { replyTo }) };
}

/** The draft as one text, so that one comparison shows every change. */
function writeText({ recipient, subject, replyTo, text }: Draft): string {
  return [
    `To: ${recipient}`,
    `Subject: ${subject}`,
    ...(replyTo === "" ? [] : [`Reply to: ${replyTo}`]),
    "",
    text,
  ].join("\n");
}

const addressPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function checkDraft({ recipient, subject, replyTo, text }: Draft): Errors {
  const errors: Errors = {};
  if (!addressPattern.test(recipient.trim())) errors.recipient = "Give a full e-mail address, like name@example.com.";
  if (replyTo.trim() !== "" && !addressPattern.test(replyTo.trim()))
    errors.replyTo = "Give a full e-mail address, or leave it empty.";
  if (subject.trim() === "") errors.subject = "Write a subject.";
  if (subject.length > 200) errors.subject = `Shorten the subject to 200 characters; it has ${subject.length}.`;
  if (text.trim() === "") errors.text = "Write a message.";
  if (text.length > 20_000) errors.text = `Shorten the message to 20,000 characters; it has ${text.length}.`;
  return errors;
}

function placeErrors(error: ProblemError): Errors {
  const errors: Errors = {};
  for (const { path, message } of error.errors) {
    const name = (typeof path === "string" ? path.split(".") : path.map(String)).at(-1);
    if (name === "recipient" || name === "subject" || name === "replyTo" || name === "text") errors[name] = message;
  }
  return errors;
}
