"use client";
/** The learned week of one platform: a map of its hours, and the best of them as a list. */
import { useQuery } from "@tanstack/react-query";
import { CalendarClock, SearchX } from "lucide-react";
import { useQueryStates } from "nuqs";
import { BestHours } from "#components/library/best-hours.tsx";
import { HourMap } from "#components/library/hour-map.tsx";
import { facetsQuery, windowsQuery } from "#components/library/library-data.ts";
import { librarySearch } from "#components/library/library-search.ts";
import { RunButton } from "#components/library/run-button.tsx";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export function TimesView() {
  const [search, setSearch] = useQueryStates(librarySearch, { history: "push" });
  const facets = useQuery(facetsQuery);
  usePulse(["task"], facetsQuery.queryKey);
  const platforms = facets.data?.posting_windows ?? [];
  const platform = search.platform ?? platforms[0] ?? null;
  const query = windowsQuery(platform);
  const { data: hours, error, refetch, isFetching } = useQuery(query);
  usePulse(["task"], query.queryKey);
  const learn = <RunButton task="scheduler.optimize" label="Learn posting times" said="Learning posting times" />;
  const failure = facets.error ?? error;
  const first = hours?.[0];

  if (facets.data === undefined || (platform !== null && hours === undefined)) {
    return (
      <Card>
        {failure ? (
          <Failure
            error={failure}
            onRetry={() => {
              void facets.refetch();
              void refetch();
            }}
            isRetrying={isFetching || facets.isFetching}
          />
        ) : (
          <SkeletonRows count={8} label="Loading posting times" />
        )}
      </Card>
    );
  }
  return (
    <>
      {platforms.length > 0 || search.platform !== null ? (
        <div className="mb-4 flex flex-wrap items-center gap-2">
          <Select
            aria-label="Platform"
            size="sm"
            className="w-40"
            value={platform}
            onValueChange={next => void setSearch({ platform: next })}
            options={[...new Set([...platforms, ...(platform === null ? [] : [platform])])].map(value => ({
              value,
              label: value,
            }))}
          />
          <div className="ml-auto">{learn}</div>
        </div>
      ) : null}
      {first === undefined || hours === undefined ? (
        <Card>
          {platforms.length === 0 ? (
            <EmptyState title="No posting time has been learned yet" icon={CalendarClock} action={learn}>
              The scheduler learns from posts with their numbers which hours of the week bring more than usual, and how
              sure that is. Import posts first, then let it learn.
            </EmptyState>
          ) : (
            <EmptyState
              title={`Nothing is known of ${platform}`}
              icon={SearchX}
              action={<Button onClick={() => void setSearch({ platform: null })}>Show a platform that is</Button>}
            >
              No hour has been learned on this platform.
            </EmptyState>
          )}
        </Card>
      ) : (
        <div className="flex flex-col gap-5">
          <Card aria-label="The week">
            <CardHeader
              title={`The week on ${first.platform}`}
              description={
                <>
                  Reactions a post is expected to get over what its account usually gets, by its hour in{" "}
                  {first.time_zone}. Learned from posts up to <RelativeTime at={first.as_of} />
                  {first.task_id === null ? null : (
                    <>
                      {" "}
                      by{" "}
                      <EntityLink entity="task" id={first.task_id}>
                        this task
                      </EntityLink>
                    </>
                  )}
                  .
                </>
              }
            />
            <CardBody>
              <HourMap key={first.platform} hours={hours} />
            </CardBody>
          </Card>
          <BestHours hours={hours} />
        </div>
      )}
    </>
  );
}
