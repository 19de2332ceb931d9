"use client";
/** Changes what would leave: written in a form of the effect's own schema, compared with what it was, then saved as a new revision. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { writeLabel } from "#components/shared/json-schema.ts";
import { ProblemError, request } from "#components/shared/request.ts";
import { SchemaForm } from "#components/shared/schema-form.tsx";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { DiffView } from "#components/ui/diff-view.tsx";
import { type Approval, type ApprovalDetail, toDetail } from "./approval-types.ts";

/** The recipient and the fields of the payload, as one form. */
type Draft = Record<string, unknown>;

export type EditFormProps = {
  approval: ApprovalDetail;
  /** Gets the new revision; `isApproved` when the person asked to approve it at once. */
  onSaved: (revision: Approval, isApproved: boolean) => void;
  onCancel: () => void;
};

export function EditForm({ approval, onSaved, onCancel }: EditFormProps) {
  const queries = useQueryClient();
  const schema = approval.edit_schema as JsonSchema | null;
  const before: Draft = { recipient: approval.recipient, ...approval.payload };
  const [draft, setDraft] = useState(before);
  const [isReviewing, setIsReviewing] = useState(false);
  /** What the server refused, for the form to place at its fields. */
  const [refusal, setRefusal] = useState<ProblemError | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("input, textarea")?.focus(), []);

  const save = useMutation({
    mutationFn: (_: { isApproved: boolean }) => {
      const { recipient, ...payload } = draft;
      return request<Approval>(`/approvals/${approval.id}/edit`, {
        body: { digest: approval.digest, recipient, payload },
      });
    },
    onSuccess: (revision, { isApproved }) => {
      queries.setQueryData<ApprovalDetail>(["approval", revision.id], old => ({
        ...(old ?? toDetail(revision)),
        ...revision,
      }));
      onSaved(revision, isApproved);
    },
    onError: error => {
      if (!(error instanceof ProblemError) || error.errors.length === 0) return;
      setRefusal(error);
      setIsReviewing(false);
    },
  });

  const cancel = (
    <Button variant="ghost" disabled={save.isPending} onClick={onCancel}>
      Cancel
    </Button>
  );
  if (schema === null) return <p className="text-muted text-sm">This kind of effect can no longer be edited.</p>;
  const isChanged = writeText(schema, before) !== writeText(schema, draft);
  const failure = save.error && isReviewing ? describeError(save.error) : null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the form from any of its fields
    <div
      ref={box}
      onKeyDown={event => {
        if (event.key === "Escape" && !save.isPending) onCancel();
      }}
    >
      {isReviewing ? (
        <section aria-label="Edit what would leave" className="flex flex-col gap-4">
          {failure ? (
            <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
              {failure}
            </p>
          ) : null}
          <p className="text-muted text-sm">
            What you changed. Saving makes revision {approval.revision + 1}; nothing is sent by it.
          </p>
          <DiffView before={writeText(schema, before)} after={writeText(schema, draft)} label="What you changed" />
          <div className="flex flex-wrap items-center gap-2">
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
            {cancel}
          </div>
        </section>
      ) : (
        <SchemaForm
          schema={schema}
          initialValue={draft}
          initialError={refusal}
          pathPrefix="payload"
          label="Edit what would leave"
          submitLabel="Compare with before"
          actions={cancel}
          onSubmit={value => {
            // An optional field that was emptied is left out of what is sent.
            setDraft({ ...omitFields(before, schema), ...value });
            setRefusal(null);
            setIsReviewing(true);
          }}
        />
      )}
    </div>
  );
}

/** What the payload holds beyond the form's fields. */
function omitFields(value: Draft, schema: JsonSchema): Draft {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !(name in (schema.properties ?? {}))));
}

/** The draft as one text, so that one comparison shows every change; the message itself comes last. */
function writeText(schema: JsonSchema, draft: Draft): string {
  const lines: string[] = [];
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const value = draft[name];
    if (name === "text" || value === undefined || value === "" || (Array.isArray(value) && value.length === 0))
      continue;
    const shown = Array.isArray(value) ? value.join(" ") : String(value);
    lines.push(`${field.title ?? writeLabel(name)}: ${shown}`);
  }
  return [...lines, "", String(draft.text ?? "")].join("\n");
}
