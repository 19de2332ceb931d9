"use client";
/** The list of outputs with one of them beside it, or on a narrow screen behind its row. */
import { FileText, SearchX } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { debounce, useQueryStates } from "nuqs";
import { DetailSkeleton } from "#components/outputs/detail-skeleton.tsx";
import { listInput, outputsSearch } from "#components/outputs/output-data.ts";
import { OutputRow } from "#components/outputs/output-row.tsx";
import { OutputsFilters } from "#components/outputs/outputs-filters.tsx";
import { useStillList } from "#components/shared/use-still-list.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { useAgentOptions } from "#components/tasks/use-agents.ts";
import { useMedia } from "#components/tasks/use-media.ts";
import { useRowKeys } from "#components/tasks/use-row-keys.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore, NewRowsButton } from "#components/ui/load-more.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { Output } from "#lib/operations/shapes/output.ts";

// The first script holds the list; what stands beside it comes right after.
const OutputDetail = dynamic(
  () => import("#components/outputs/output-detail.tsx").then(module => module.OutputDetail),
  {
    loading: DetailSkeleton,
  },
);

const typingMs = 250;
const noFilter = { agent: null, kind: null, state: null, find: null, open: null };

export function OutputsView() {
  const [search, setSearch] = useQueryStates(outputsSearch, { history: "push" });
  const isWide = useMedia("(min-width: 64rem)");
  const agents = useAgentOptions(search.agent);
  const frame = useRowKeys<HTMLUListElement>("Outputs");
  const list = useStillList<Output>({
    entity: "output",
    path: "/outputs",
    input: listInput(search),
    idOf: output => output.id,
    orderOf: output => output.id,
    pulses: ["task"],
  });
  const { pages, rows } = list;
  const openId = search.open ?? (isWide ? (rows[0]?.id ?? null) : null);
  const isNarrowed = search.agent !== null || search.kind !== null || search.state !== null || search.find !== "";

  return (
    <>
      <PageHeader
        title="Outputs"
        description="What your agents made. What you accept they remember; ask for changes where it falls short."
      />
      <OutputsFilters
        search={search}
        agents={agents}
        onChange={change => void setSearch({ ...change, open: null })}
        onFind={find =>
          void setSearch(
            { find, open: null },
            { history: "replace", limitUrlUpdates: find === "" ? undefined : debounce(typingMs) },
          )
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]">
        <section
          aria-label="All outputs"
          aria-busy={pages.isPlaceholderData}
          className="min-w-0 overflow-clip rounded-lg border bg-surface lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto"
        >
          <NewRowsButton count={list.freshCount} onShow={list.showFresh} />
          {pages.isPending ? <SkeletonRows label="Loading outputs" count={8} /> : null}
          {pages.isError && rows.length === 0 ? (
            <Failure error={pages.error} onRetry={() => void pages.refetch()} isRetrying={pages.isFetching} />
          ) : null}
          {list.isEmpty ? <Nothing isNarrowed={isNarrowed} onClear={() => void setSearch(noFilter)} /> : null}
          <ul ref={frame} className="divide-y divide-line">
            {rows.map(output => (
              <OutputRow
                key={output.id}
                output={output}
                agentName={agents.find(agent => agent.value === output.domain)?.label ?? output.domain}
                isCurrent={isWide && output.id === openId}
                onOpen={isWide ? () => void setSearch({ open: output.id }) : undefined}
              />
            ))}
          </ul>
          {rows.length > 0 ? (
            <div className="border-t">
              <LoadMore
                hasMore={pages.hasNextPage}
                isLoading={pages.isFetchingNextPage}
                onLoadMore={() => void pages.fetchNextPage()}
                shownCount={rows.length}
                nouns={["output", "outputs"]}
              />
            </div>
          ) : null}
        </section>
        <div className="hidden min-w-0 lg:block">
          {isWide && openId !== null ? (
            <OutputDetail key={openId} id={openId} headingLevel={2} onChanged={list.replace} />
          ) : null}
        </div>
      </div>
    </>
  );
}

function Nothing({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  if (isNarrowed) {
    return (
      <EmptyState
        title="No output is like that"
        icon={SearchX}
        action={<Button onClick={onClear}>Show all outputs</Button>}
      >
        Take a filter away, or look for other words of the title.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing has been made yet"
      icon={FileText}
      action={
        <Link href="/agents" className={buttonStyles({ variant: "primary" })}>
          Choose an agent
        </Link>
      }
    >
      When an agent finishes a report, a draft, a brief or a video, it appears here for you to accept or to send back.
    </EmptyState>
  );
}
