"use client";
/** Every revision of a proposal with what it changed; while it waits, an earlier one can be put back as the next revision. */
import dynamic from "next/dynamic";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import type { Approval, ApprovalDetail } from "./approval-types.ts";
import { writePayload } from "./payload-words.ts";
import { useEdit } from "./use-edit.ts";
import { usePeople } from "./use-people.ts";

const DiffView = dynamic(() => import("#components/ui/diff-view.tsx").then(module => module.DiffView));

export function RevisionList({
  approval,
  onPutBack,
}: {
  approval: ApprovalDetail;
  /** Told the new revision; undefined where nothing may be changed. */
  onPutBack?: (revision: Approval) => void;
}) {
  const nameOf = usePeople();
  const save = useEdit(approval);
  const edits = approval.feedback.filter(entry => entry.kind === "edited");
  if (edits.length === 0) return null;
  const schema = approval.edit_schema as JsonSchema | null;
  const current = writePayload(schema, approval.payload);

  function putBack(payload: Record<string, unknown>, revision: number) {
    save.mutate(
      { recipient: approval.recipient, payload },
      {
        onSuccess: saved => {
          onPutBack?.(saved);
          showSuccess(`Revision ${revision} is back, as revision ${saved.revision}`);
        },
        onError: error => showError("It could not be put back", { description: describeError(error) }),
      },
    );
  }

  return (
    <section aria-label="Earlier revisions">
      <h3 className="mb-1.5 font-medium text-muted text-xs">Edits</h3>
      <ol className="flex flex-col gap-2">
        {edits.map((edit, index) => {
          const before = readRecord(edit.before);
          const isBefore = writePayload(schema, before) === current;
          return (
            <li key={edit.id}>
              <details className="rounded-md border">
                <summary className="flex flex-wrap items-center gap-x-2 px-3 py-2 text-sm max-md:min-h-11">
                  Revision {index + 2} by {nameOf(edit.created_by)}
                  <RelativeTime at={edit.created_at} className="text-muted" />
                </summary>
                <div className="flex flex-col gap-2 px-3 pb-3">
                  <DiffView
                    before={writePayload(schema, before)}
                    after={writePayload(schema, readRecord(edit.after))}
                    label={`What revision ${index + 2} changed`}
                  />
                  {onPutBack && !isBefore ? (
                    <Button
                      size="sm"
                      className="self-start"
                      isBusy={save.isPending}
                      onClick={() => putBack(before, index + 1)}
                    >
                      {index === 0 ? "Put back what the agent wrote" : `Put back revision ${index + 1}`}
                    </Button>
                  ) : null}
                </div>
              </details>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function readRecord(payload: unknown): Record<string, unknown> {
  return typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>) : {};
}
