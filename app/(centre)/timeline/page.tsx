/** Every task and everything that happened, newest first. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { TaskNamesProvider } from "#components/tasks/task-names.tsx";
import { activityList } from "#lib/operations/activity.ts";
import { taskList } from "#lib/operations/task.ts";
import { readTaskNames } from "../tasks/read-task-names.ts";
import {
  activityInput,
  loadTimelineSearch,
  pagesKey,
  taskInput,
  toActivityPage,
  toTaskPage,
} from "./timeline-search.ts";
import { TimelineView } from "./timeline-view.tsx";

export const metadata: Metadata = { title: "Timeline" };

export default async function TimelinePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadTimelineSearch(searchParams);
  const queries = new QueryClient();
  await queries.prefetchInfiniteQuery({
    queryKey: pagesKey(search),
    queryFn: async () =>
      search.view === "tasks"
        ? toTaskPage(await perform(taskList, taskInput(search)))
        : toActivityPage(await perform(activityList, activityInput(search))),
    initialPageParam: null,
  });
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <TaskNamesProvider names={readTaskNames()}>
        <TimelineView />
      </TaskNamesProvider>
    </HydrationBoundary>
  );
}
