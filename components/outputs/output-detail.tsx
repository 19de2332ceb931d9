"use client";
/** One output whole: how people stand to it, what they can do, the words themselves, and how these came to be. */
import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { AuthorLabel } from "#components/approvals/author-label.tsx";
import { usePeople, useWorkspace } from "#components/approvals/use-people.ts";
import { ProblemError } from "#components/shared/request.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { useAgentOptions } from "#components/tasks/use-agents.ts";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { OutputDetail as Detail, OutputRevision } from "#lib/operations/shapes/output.ts";
import { DetailSkeleton } from "./detail-skeleton.tsx";
import { OutputActions } from "./output-actions.tsx";
import { OutputContent } from "./output-content.tsx";
import { detailQuery, revisionSearch } from "./output-data.ts";
import { OutputNote } from "./output-note.tsx";
import { kindLooks } from "./output-words.ts";
import { RevisionList } from "./revision-list.tsx";
import { useOutputActs } from "./use-output-acts.ts";

const EditText = dynamic(() => import("./edit-text.tsx").then(module => module.EditText));
const RequestDialog = dynamic(() => import("./request-dialog.tsx").then(module => module.RequestDialog));
const CompareRevisions = dynamic(() => import("./compare-revisions.tsx").then(module => module.CompareRevisions), {
  loading: () => <Skeleton className="h-32 w-full" />,
});

export type OutputDetailProps = {
  id: string;
  /** The page of an output has its title as its heading; beside a list it comes second. */
  headingLevel: 1 | 2;
  onChanged?: (output: Detail) => void;
};

export function OutputDetail({ id, headingLevel, onChanged }: OutputDetailProps) {
  const query = detailQuery(id);
  const { data, error, refetch, isFetching } = useQuery(query);
  usePulse(["task", "approval", "delivery"], query.queryKey);
  if (data !== undefined) return <Whole output={data} headingLevel={headingLevel} onChanged={onChanged} />;
  if (error instanceof ProblemError && [404, 422].includes(error.status)) {
    return (
      <EmptyState title="This output is not here" icon={SearchX}>
        It may belong to another workspace, or its task was removed.
      </EmptyState>
    );
  }
  if (error) return <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  return <DetailSkeleton />;
}

type WholeProps = { output: Detail; headingLevel: 1 | 2; onChanged?: (output: Detail) => void };

function Whole({ output, headingLevel, onChanged }: WholeProps) {
  const [chosen, setChosen] = useQueryStates(revisionSearch, { history: "replace" });
  const [doing, setDoing] = useState<"nothing" | "asking" | "editing">("nothing");
  const nameOf = usePeople();
  const role = useWorkspace()?.role;
  const agentName =
    useAgentOptions(output.domain).find(option => option.value === output.domain)?.label ?? output.domain;
  const acts = useOutputActs(output, onChanged);
  const Heading = `h${headingLevel}` as const;
  const { revisions } = output;
  const find = (number: number | null) => revisions.find(({ revision }) => revision === number);
  const shown = find(chosen.revision) ?? output.latest ?? revisions[0];
  const other = find(chosen.with);
  const mayAct = role !== undefined && role !== "viewer";

  return (
    <article aria-label={output.title} className="flex min-w-0 flex-col gap-5">
      <header className="flex flex-col gap-3">
        <div>
          <Heading className="break-words font-semibold text-lg leading-snug tracking-tight">{output.title}</Heading>
          <p className="mt-1 flex flex-wrap items-center gap-x-1.5 gap-y-1 text-muted text-sm">
            <span>
              {kindLooks[output.kind].word} by{" "}
              <EntityLink entity="agent" id={output.domain}>
                {agentName}
              </EntityLink>
              , from{" "}
              <EntityLink entity="task" id={output.task_id}>
                {output.task_title}
              </EntityLink>
            </span>
            <span aria-hidden>·</span>
            <RelativeTime at={output.created_at} />
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-1.5">
          <StatusBadge kind="output" status={output.status} />
          {shown ? <AuthorLabel kind={shown.author_kind} /> : null}
          {shown?.is_untrusted ? (
            <Badge tone="warn" title="Text from outside the workspace went into this.">
              Untrusted
            </Badge>
          ) : null}
          {output.decided_by && output.status === "accepted" ? (
            <span className="text-muted text-xs">
              by {nameOf(output.decided_by)}, <RelativeTime at={output.decided_at} />
            </span>
          ) : null}
        </div>
        <OutputActions
          output={output}
          shown={shown}
          mayAct={mayAct}
          isBusy={acts.isPending}
          isEditing={doing === "editing"}
          onAccept={() => acts.mutate({ verb: "accept" })}
          onReopen={() => acts.mutate({ verb: "reopen" })}
          onAsk={() => setDoing("asking")}
          onEdit={() => {
            void setChosen({ revision: null, with: null });
            setDoing("editing");
          }}
        />
      </header>
      <OutputNote output={output} agentName={agentName} nameOf={nameOf} />
      {doing === "editing" ? (
        <EditText
          output={output}
          isBusy={acts.isPending}
          onCancel={() => setDoing("nothing")}
          onSave={edit => acts.mutate({ verb: "revise", ...edit }, { onSettled: () => setDoing("nothing") })}
        />
      ) : (
        <Reading
          output={output}
          shown={shown}
          other={other}
          headingLevel={headingLevel}
          onChoose={pair => void setChosen({ revision: pair.after, with: pair.before })}
        />
      )}
      {doing !== "editing" && revisions.length > 1 ? (
        <RevisionList
          revisions={revisions}
          requests={output.requests}
          shown={shown?.revision ?? output.revision}
          isComparing={other !== undefined}
          headingLevel={headingLevel}
          nameOf={nameOf}
          onShow={revision => void setChosen({ revision: revision === output.revision ? null : revision, with: null })}
          onCompare={revision => void setChosen({ revision, with: revision - 1 })}
        />
      ) : null}
      {doing === "asking" ? (
        <RequestDialog
          output={output}
          agentName={agentName}
          isBusy={acts.isPending}
          onClose={() => setDoing("nothing")}
          onAsk={feedback =>
            acts.mutate({ verb: "request-changes", feedback }, { onSettled: () => setDoing("nothing") })
          }
        />
      ) : null}
    </article>
  );
}

type ReadingProps = {
  output: Detail;
  shown: OutputRevision | undefined;
  other: OutputRevision | undefined;
  headingLevel: 1 | 2;
  onChoose: (pair: { before: number; after: number }) => void;
};

function Reading({ output, shown, other, headingLevel, onChoose }: ReadingProps) {
  if (shown === undefined) return <p className="text-muted text-sm">This output has no words.</p>;
  if (other !== undefined) {
    return <CompareRevisions revisions={output.revisions} before={other} after={shown} onChoose={onChoose} />;
  }
  const isOld = shown.revision !== output.revision;
  const Heading = headingLevel === 1 ? "h2" : "h3";
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Heading className="sr-only">What it says</Heading>
      {isOld ? (
        <p className="text-muted text-sm">
          You read revision {shown.revision}.{" "}
          <Link href={`/outputs/${output.id}`} className="text-accent hover:underline">
            Show the newest
          </Link>
        </p>
      ) : null}
      <OutputContent
        title={output.title}
        domain={output.domain}
        content={shown.content}
        files={isOld ? [] : output.files}
        headingLevel={headingLevel === 1 ? 3 : 4}
      />
    </div>
  );
}
