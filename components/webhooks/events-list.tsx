"use client";
/** The log of what came in: newest first, narrowed by source and by what it led to; each row opens to the whole. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { SearchX, Webhook } from "lucide-react";
import { Failure } from "#components/tasks/failure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadMore } from "#components/ui/load-more.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import {
  type EventFilter,
  eventsQuery,
  type Source,
  type Verdict,
  verdicts,
  verdictWords,
  type WebhookEvent,
} from "./webhook-data.ts";

const all = "*";

export type EventsListProps = {
  sources: readonly Source[];
  filter: EventFilter;
  onFilter: (filter: Partial<EventFilter>) => void;
  onOpen: (id: string) => void;
};

export function EventsList({ sources, filter, onFilter, onOpen }: EventsListProps) {
  const list = useInfiniteQuery({ ...eventsQuery(filter), placeholderData: keepPreviousData });
  const events = list.data?.pages.flatMap(page => page.data) ?? [];
  const isNarrowed = filter.source !== null || filter.verdict !== null;
  const names = new Map(sources.map(source => [source.id, source.name]));
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Select
          aria-label="Source"
          size="sm"
          className="w-44 max-md:w-[calc(50%-0.25rem)]"
          options={[
            { value: all, label: "All sources" },
            ...sources.map(source => ({ value: source.id, label: source.name })),
          ]}
          value={filter.source ?? all}
          onValueChange={source => onFilter({ source: source === all ? null : source })}
        />
        <Select
          aria-label="What it led to"
          size="sm"
          className="w-44 max-md:w-[calc(50%-0.25rem)]"
          options={[
            { value: all, label: "Whatever it led to" },
            ...verdicts.map(value => ({ value, label: verdictWords[value].label })),
          ]}
          value={filter.verdict ?? all}
          onValueChange={verdict => onFilter({ verdict: verdict === all ? null : (verdict as Verdict) })}
        />
      </div>
      {!list.data && list.error ? (
        <Failure error={list.error} onRetry={() => void list.refetch()} isRetrying={list.isFetching} />
      ) : null}
      <Card aria-label="Events">
        {!list.data && !list.error ? <SkeletonRows count={8} label="Loading events" /> : null}
        {list.data && events.length === 0 ? (
          isNarrowed ? (
            <EmptyState
              title="No event is like that"
              icon={SearchX}
              action={<Button onClick={() => onFilter({ source: null, verdict: null })}>Show all events</Button>}
            >
              Choose another source or another end.
            </EmptyState>
          ) : (
            <EmptyState title="Nothing has come in yet" icon={Webhook}>
              Every proved call is kept here, with what it led to, also when no rule wanted it.
            </EmptyState>
          )
        ) : null}
        {events.length > 0 ? (
          <>
            <ul className="divide-y divide-line">
              {events.map(event => (
                <li key={event.id}>
                  <button
                    type="button"
                    onClick={() => onOpen(event.id)}
                    className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-2.5 text-left outline-offset-[-2px] hover:bg-hover max-md:min-h-11 md:grid-cols-[8rem_minmax(0,16rem)_minmax(0,1fr)_auto]"
                  >
                    <span className="max-md:order-3">
                      <Badge tone={verdictWords[event.verdict].tone}>{verdictWords[event.verdict].label}</Badge>
                    </span>
                    <span className="min-w-0 truncate font-medium text-sm max-md:order-1">
                      {event.event_type === "" ? "An event without a type" : event.event_type}
                    </span>
                    <span className="min-w-0 truncate text-muted text-xs max-md:order-4 max-md:max-w-48">
                      {names.get(event.source_id) ?? ""} {describeOutcome(event)}
                    </span>
                    <span className="text-right text-muted text-xs max-md:order-2">
                      <RelativeTime at={event.received_at} />
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            <div className="border-t">
              <LoadMore
                hasMore={list.hasNextPage}
                isLoading={list.isFetchingNextPage}
                onLoadMore={() => void list.fetchNextPage()}
                shownCount={events.length}
                nouns={["event", "events"]}
              />
            </div>
          </>
        ) : null}
      </Card>
    </>
  );
}

function describeOutcome({ outcomes, repeats }: WebhookEvent): string {
  const said = outcomes.map(one => one.error ?? one.note ?? [one.rule_name, one.task].filter(Boolean).join(" → "));
  const again = repeats === 0 ? [] : [`sent again ${repeats} ${repeats === 1 ? "time" : "times"}`];
  return [...said, ...again].map(text => `· ${text}`).join(" ");
}
