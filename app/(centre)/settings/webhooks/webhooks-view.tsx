"use client";
/** Webhooks: the programs that may call in with their rules, and the log of what came. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus, Webhook } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { useWorkspace } from "#components/approvals/use-people.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { ChatCard } from "#components/webhooks/chat-card.tsx";
import { EventsList } from "#components/webhooks/events-list.tsx";
import { SourceCard } from "#components/webhooks/source-card.tsx";
import { sourcesQuery } from "#components/webhooks/webhook-data.ts";
import { WebhooksHeader } from "#components/webhooks/webhooks-header.tsx";
import { webhooksSearch } from "./webhooks-search.ts";

const SourceDialog = dynamic(
  () => import("#components/webhooks/source-dialog.tsx").then(module => module.SourceDialog),
  { ssr: false },
);
const EventPanel = dynamic(() => import("#components/webhooks/event-panel.tsx").then(module => module.EventPanel), {
  ssr: false,
});

export function WebhooksView({ userId }: { userId: string | null }) {
  const [search, setSearch] = useQueryStates(webhooksSearch, { history: "push" });
  const [isAdding, setIsAdding] = useState(false);
  const role = useWorkspace()?.role;
  const isAdmin = role === "admin" || role === "owner";
  const isMember = isAdmin || role === "member";
  const list = useInfiniteQuery(sourcesQuery);
  const sources = list.data?.pages.flatMap(page => page.data) ?? [];
  const add = isAdmin ? (
    <Button variant="primary" onClick={() => setIsAdding(true)}>
      <Plus aria-hidden />
      New source
    </Button>
  ) : null;

  return (
    <>
      {/* While there is none, the page itself asks for the first. */}
      <WebhooksHeader actions={list.data && sources.length === 0 && search.tab === "sources" ? null : add} />
      <SegmentedControl
        label="What to show"
        className="mb-4"
        value={search.tab}
        onValueChange={tab => void setSearch({ tab })}
        options={[
          { value: "sources", label: "Sources and rules" },
          { value: "log", label: "Log" },
        ]}
      />
      {search.tab === "log" ? (
        <EventsList
          sources={sources}
          filter={search}
          onFilter={filter => void setSearch(filter)}
          onOpen={event => void setSearch({ event })}
        />
      ) : (
        <div className="flex flex-col gap-5">
          {!list.data && list.error ? (
            <Failure error={list.error} onRetry={() => void list.refetch()} isRetrying={list.isFetching} />
          ) : null}
          {!list.data && !list.error ? (
            <Card>
              <SkeletonRows count={4} label="Loading webhook sources" />
            </Card>
          ) : null}
          {list.data && sources.length === 0 ? (
            <Card>
              <EmptyState title="Nobody outside may call in yet" icon={Webhook} action={add}>
                Open an address for a form, a shop or your mail provider. A rule then turns what it tells into work,
                like a new lead into a contact with a score.
              </EmptyState>
            </Card>
          ) : null}
          {sources.map(source => (
            <SourceCard key={source.id} source={source} isAdmin={isAdmin} isMember={isMember} />
          ))}
          {list.hasNextPage ? (
            <LoadMore
              hasMore
              isLoading={list.isFetchingNextPage}
              onLoadMore={() => void list.fetchNextPage()}
              shownCount={sources.length}
              nouns={["source", "sources"]}
            />
          ) : null}
          <ChatCard userId={userId} isMember={isMember} />
        </div>
      )}
      {isAdding ? <SourceDialog source={null} onClose={() => setIsAdding(false)} /> : null}
      {search.event ? (
        <EventPanel
          id={search.event}
          sources={sources}
          isMember={isMember}
          onClose={() => void setSearch({ event: null })}
        />
      ) : null}
    </>
  );
}
