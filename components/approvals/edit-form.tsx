"use client";
/** Changes what would leave: a form of the effect's own schema, and beside it at every moment what differs from what the agent wrote. */
import { useDeferredValue, useEffect, useRef, useState } from "react";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { SchemaForm } from "#components/shared/schema-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { DiffView } from "#components/ui/diff-view.tsx";
import type { Approval, ApprovalDetail } from "./approval-types.ts";
import { writePayload } from "./payload-words.ts";
import { useEdit } from "./use-edit.ts";

/** The recipient and the fields of the payload, as one form. */
type Draft = Record<string, unknown>;

export type EditFormProps = {
  approval: ApprovalDetail;
  /** Gets the new revision; `isApproved` when the person asked to approve it at once. */
  onSaved: (revision: Approval, isApproved: boolean) => void;
  onCancel: () => void;
};

export function EditForm({ approval, onSaved, onCancel }: EditFormProps) {
  const save = useEdit(approval);
  const schema = approval.edit_schema as JsonSchema | null;
  const current: Draft = { recipient: approval.recipient, ...approval.payload };
  const [draft, setDraft] = useState(current);
  const isApproving = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const fields = box.current?.querySelectorAll<HTMLElement>("input, textarea");
    // The recipient comes first in the form, but is rarely what one came to change.
    (fields?.[1] ?? fields?.[0])?.focus();
  }, []);

  const shown = useDeferredValue(draft);
  if (schema === null) return <p className="text-muted text-sm">This kind of effect can no longer be edited.</p>;
  const isChanged = writePayload(schema, current) !== writePayload(schema, draft);
  const written = { ...current, ...readWritten(approval) };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the form from any of its fields
    <div
      ref={box}
      className="grid items-start gap-4 xl:grid-cols-2"
      onKeyDown={event => {
        if (event.key === "Escape" && !save.isPending) onCancel();
      }}
    >
      <SchemaForm
        schema={schema}
        initialValue={current}
        pathPrefix="payload"
        label="Edit what would leave"
        submitLabel={`Save revision ${approval.revision + 1}`}
        onDraft={setDraft}
        actions={
          <>
            {approval.mode === "approval" ? (
              <Button
                type="submit"
                onClick={() => {
                  isApproving.current = true;
                }}
              >
                Save and approve
              </Button>
            ) : null}
            <Button variant="ghost" disabled={save.isPending} onClick={onCancel}>
              Cancel
            </Button>
          </>
        }
        onSubmit={async value => {
          const wantsApproval = isApproving.current;
          isApproving.current = false;
          if (!isChanged) {
            onSaved(approval, wantsApproval);
            return;
          }
          // An optional field that was emptied is left out of what is sent.
          const { recipient, ...payload } = { ...omitFields(current, schema), ...value };
          onSaved(await save.mutateAsync({ recipient: String(recipient), payload }), wantsApproval);
        }}
      />
      <section aria-label="What differs from what the agent wrote" aria-live="off">
        <h3 className="mb-1.5 font-medium text-muted text-xs">Against what the agent wrote</h3>
        <DiffView
          before={writePayload(schema, written)}
          after={writePayload(schema, shown)}
          label="What differs from what the agent wrote"
        />
      </section>
    </div>
  );
}

/** What the agent wrote: the payload before the first edit. */
function readWritten(approval: ApprovalDetail): Draft {
  const first = approval.feedback.find(entry => entry.kind === "edited")?.before;
  return typeof first === "object" && first !== null ? (first as Draft) : approval.payload;
}

/** What the payload holds beyond the form's fields. */
function omitFields(value: Draft, schema: JsonSchema): Draft {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !(name in (schema.properties ?? {}))));
}
