"use client";
/** The list of conversations with one of them beside it, or on a narrow screen behind its row. */
import { MessagesSquare, SearchX } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { listInput, messagesSearch } from "#components/messages/message-data.ts";
import { MessagesFilters } from "#components/messages/messages-filters.tsx";
import { ThreadRow } from "#components/messages/thread-row.tsx";
import { ThreadSkeleton } from "#components/messages/thread-skeleton.tsx";
import { useNames } from "#components/messages/use-names.ts";
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
import type { Thread } from "#lib/operations/shapes/message.ts";

// The first script holds the list; what stands beside it comes right after.
const ThreadDetail = dynamic(
  () => import("#components/messages/thread-detail.tsx").then(module => module.ThreadDetail),
  { loading: ThreadSkeleton },
);

const noFilter = { show: null, agent: null, type: null, open: null };

export function MessagesView() {
  const [search, setSearch] = useQueryStates(messagesSearch, { history: "push" });
  const isWide = useMedia("(min-width: 64rem)");
  const agents = useAgentOptions(search.agent);
  const names = useNames();
  const frame = useRowKeys<HTMLUListElement>("Messages");
  const list = useStillList<Thread>({
    entity: "message",
    path: "/threads",
    input: listInput(search),
    idOf: thread => thread.id,
    orderOf: thread => thread.last.id,
  });
  const { pages, rows } = list;
  const isNarrowed = search.agent !== null || search.type !== null || search.show !== "all";

  return (
    <>
      <PageHeader
        title="Messages"
        description="What your agents ask and tell one another, and you. Answer where one waits for a person."
      />
      <MessagesFilters search={search} agents={agents} onChange={change => void setSearch({ ...change, open: null })} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]">
        <section
          aria-label="Conversations"
          aria-busy={pages.isPlaceholderData}
          className="min-w-0 overflow-clip rounded-lg border bg-surface lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto"
        >
          <NewRowsButton count={list.freshCount} onShow={list.showFresh} />
          {pages.isPending ? <SkeletonRows label="Loading conversations" count={8} /> : null}
          {pages.isError && rows.length === 0 ? (
            <Failure error={pages.error} onRetry={() => void pages.refetch()} isRetrying={pages.isFetching} />
          ) : null}
          {list.isEmpty ? (
            <Nothing show={search.show} isNarrowed={isNarrowed} onClear={() => void setSearch(noFilter)} />
          ) : null}
          <ul ref={frame} className="divide-y divide-line">
            {rows.map(thread => (
              <ThreadRow
                key={thread.id}
                thread={thread}
                names={names}
                isCurrent={isWide && thread.id === search.open}
                onOpen={isWide ? () => void setSearch({ open: thread.id }) : undefined}
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
                nouns={["conversation", "conversations"]}
              />
            </div>
          ) : null}
        </section>
        <div className="hidden min-w-0 lg:block">
          {isWide && search.open !== null ? (
            <ThreadDetail
              key={search.open}
              id={search.open}
              headingLevel={2}
              onUnread={() => void setSearch({ open: null }, { history: "replace" })}
            />
          ) : rows.length > 0 ? (
            <div className="rounded-lg border border-dashed">
              <EmptyState title="Choose a conversation" icon={MessagesSquare}>
                It opens here, with all that was said and the work around it.
              </EmptyState>
            </div>
          ) : null}
        </div>
      </div>
    </>
  );
}

type NothingProps = { show: "all" | "unread" | "waiting"; isNarrowed: boolean; onClear: () => void };

function Nothing({ show, isNarrowed, onClear }: NothingProps) {
  if (isNarrowed) {
    const title = {
      all: "No conversation is like that",
      unread: "You have read everything",
      waiting: "Nobody waits for your answer",
    }[show];
    return (
      <EmptyState title={title} icon={SearchX} action={<Button onClick={onClear}>Show all conversations</Button>}>
        {show === "all" ? "Take a filter away." : "When an agent writes to people, it appears here at once."}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No agent has said anything yet"
      icon={MessagesSquare}
      action={
        <Link href="/agents/prospect" className={buttonStyles({ variant: "primary" })}>
          Let Prospect ask for research
        </Link>
      }
    >
      Agents write when they need something from another agent or from you, when a person replied to one of your
      messages, and when something needs a decision that they may not make.
    </EmptyState>
  );
}
