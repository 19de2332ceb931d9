"use client";
/** What changed between any two revisions, word by word. */
import { DiffView } from "#components/ui/diff-view.tsx";
import { Select } from "#components/ui/select.tsx";
import type { OutputRevision } from "#lib/operations/shapes/output.ts";
import { writeText } from "./output-words.ts";

export type CompareRevisionsProps = {
  revisions: readonly OutputRevision[];
  before: OutputRevision;
  after: OutputRevision;
  onChoose: (pair: { before: number; after: number }) => void;
};

export function CompareRevisions({ revisions, before, after, onChoose }: CompareRevisionsProps) {
  const options = revisions.map(({ revision }) => ({ value: String(revision), label: `Revision ${revision}` }));
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2 text-muted text-sm">
        <span>From</span>
        <Select
          aria-label="Compare from"
          size="sm"
          className="w-36"
          value={String(before.revision)}
          options={options}
          onValueChange={value => onChoose({ before: Number(value), after: after.revision })}
        />
        <span>to</span>
        <Select
          aria-label="Compare to"
          size="sm"
          className="w-36"
          value={String(after.revision)}
          options={options}
          onValueChange={value => onChoose({ before: before.revision, after: Number(value) })}
        />
      </div>
      <DiffView
        before={writeText(before)}
        after={writeText(after)}
        label={`What changed from revision ${before.revision} to ${after.revision}`}
      />
    </div>
  );
}
