"use client";
/** How an output came to be: every revision, who wrote it, and what it answers. */
import type { usePeople } from "#components/approvals/use-people.ts";
import { Button } from "#components/ui/button.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { OutputRequest, OutputRevision } from "#lib/operations/shapes/output.ts";
import { writeAuthor } from "./output-words.ts";

export type RevisionListProps = {
  revisions: readonly OutputRevision[];
  requests: readonly OutputRequest[];
  shown: number;
  isComparing: boolean;
  /** Of the title above it. */
  headingLevel: 1 | 2;
  nameOf: ReturnType<typeof usePeople>;
  onShow: (revision: number) => void;
  /** Shows what changed from the revision before. */
  onCompare: (revision: number) => void;
};

export function RevisionList(props: RevisionListProps) {
  const { revisions, requests, shown, isComparing, headingLevel, nameOf, onShow, onCompare } = props;
  const Heading = headingLevel === 1 ? "h2" : "h3";
  return (
    <section aria-label="Revisions" className="flex flex-col gap-2">
      <Heading className="font-medium text-sm">Revisions</Heading>
      <ol className="divide-y divide-line overflow-hidden rounded-lg border bg-surface">
        {revisions.map(entry => {
          const { revision } = entry;
          const asker = requests.find(one => one.revision === revision - 1 && one.feedback === entry.feedback);
          const isShown = revision === shown;
          return (
            <li
              key={revision}
              className={joinClasses(
                "flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2",
                isShown && "bg-selected",
              )}
            >
              <div className="min-w-0 flex-1 basis-56">
                <p className="text-sm">
                  <span className="font-medium">Revision {revision}</span>{" "}
                  <span className="text-muted">
                    by {writeAuthor(entry, nameOf)}, <RelativeTime at={entry.created_at} />
                  </span>
                </p>
                {entry.feedback ? (
                  <p className="break-words text-muted text-xs">
                    {asker ? `${nameOf(asker.requested_by)} asked: ` : "Asked for: "}“{entry.feedback}”
                  </p>
                ) : null}
              </div>
              <div className="flex gap-1.5">
                <Button
                  size="sm"
                  variant="ghost"
                  className="max-md:min-h-11"
                  aria-pressed={isShown && !isComparing}
                  onClick={() => onShow(revision)}
                >
                  Read
                </Button>
                {revision > 1 ? (
                  <Button
                    size="sm"
                    variant="ghost"
                    className="max-md:min-h-11"
                    aria-pressed={isShown && isComparing}
                    onClick={() => onCompare(revision)}
                  >
                    What changed
                  </Button>
                ) : null}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
