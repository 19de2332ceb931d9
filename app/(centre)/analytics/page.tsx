/** What the agents achieved, at what cost, and the rows behind each number. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "#app/(centre)/prefetched.tsx";
import { perform } from "#app/session/perform.ts";
import { analyticsQuery } from "#components/analytics/analytics-data.ts";
import { loadAnalyticsSearch, toInput } from "#components/analytics/analytics-search.ts";
import { TaskNamesProvider } from "#components/tasks/task-names.tsx";
import { analyticsGet } from "#lib/operations/analytics.ts";
import { readTaskNames } from "../tasks/read-task-names.ts";
import { AnalyticsView } from "./analytics-view.tsx";

export const metadata: Metadata = { title: "Analytics" };

export default async function AnalyticsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const input = toInput(await loadAnalyticsSearch(searchParams));
  return (
    <Prefetched reads={[{ key: analyticsQuery(input).queryKey, read: () => perform(analyticsGet, input) }]}>
      <TaskNamesProvider names={readTaskNames()}>
        <AnalyticsView />
      </TaskNamesProvider>
    </Prefetched>
  );
}
