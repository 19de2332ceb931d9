"use client";
/** The rows of the timeline: read once and kept still, while a second, live read counts what is new and refreshes what is shown. */
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { request } from "#components/shared/request.ts";
import { isOpenTask } from "#components/tasks/task-types.ts";
import { usePulse } from "#components/tasks/use-pulse.ts";
import type { Task } from "#lib/operations/shapes/task.ts";
import {
  activityInput,
  filterOf,
  pageSize,
  pagesKey,
  type TimelinePage,
  type TimelineSearch,
  taskInput,
  toActivityPage,
  toTaskPage,
} from "./timeline-search.ts";

type Pages = InfiniteData<TimelinePage, string | null>;

type SearchPages = {
  data: { pages: readonly TimelinePage[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  fetchNextPage: () => unknown;
};

const enoughFound = 30;
const mostAsked = 60;

/** Entities whose changes write activity; the log itself is not announced. */
const told = [
  "task",
  "approval",
  "delivery",
  "contact",
  "agent",
  "import",
  "workspace",
  "member",
  "message",
  "output",
  "sweep",
];

async function readPage(search: TimelineSearch, cursor: string | null, signal: AbortSignal): Promise<TimelinePage> {
  if (search.view === "activity") {
    return toActivityPage(await request("/activity", { query: { ...activityInput(search), cursor }, signal }));
  }
  return toTaskPage(await request("/tasks", { query: { ...taskInput(search), cursor }, signal }));
}

export function useTimeline(search: TimelineSearch) {
  const queries = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: pagesKey(search),
    queryFn: ({ pageParam, signal }) => readPage(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const isSearch = search.view === "tasks" && search.text !== null;
  useSearchingOn(pages, isSearch);
  const isTasks = search.view === "tasks";
  const headKey = isTasks ? ["task", { head: filterOf(search) }] : ["activity", { head: filterOf(search) }];
  const head = useQuery({ queryKey: headKey, queryFn: ({ signal }) => readPage(search, null, signal) });
  usePulse(isTasks ? [] : told, headKey);

  const kept = pages.data?.pages.flatMap(page => page.rows) ?? [];
  const newest = head.data?.rows ?? [];
  // Ids grow with time, so whatever is above the first row that is shown came after it.
  const first = kept[0]?.id ?? "";
  const fresh = newest.filter(row => row.id > first);
  const latest = new Map(newest.map(row => [row.id, row]));

  return {
    pages,
    /** True for rows that the live read keeps fresh; the others ask for themselves while they may still change. */
    isCovered: (id: string) => latest.has(id),
    rows: kept.map(row => latest.get(row.id) ?? row),
    freshCount: pages.isSuccess && kept.length > 0 ? fresh.length : 0,
    isFreshCapped: fresh.length === pageSize,
    /** True while a search goes on into older tasks by itself, page after page. */
    isSearchingOn: isSearch && pages.isFetchingNextPage,
    isWholeWord: isSearch && pages.data?.pages[0]?.isWholeWord === true,
    isEmpty: pages.isSuccess && kept.length === 0 && newest.length === 0 && !pages.hasNextPage,
    /** An empty timeline has nothing that could be moved, so its first rows appear by themselves. */
    firstRows: kept.length === 0 ? newest : [],
    showFresh() {
      if (head.data === undefined) return;
      queries.setQueryData<Pages>(pagesKey(search), { pages: [head.data], pageParams: [null] });
    },
  };
}

/**
 * Each answer of a search has looked at a bounded number of tasks, so that none takes long: as long as too few are found to fill
 * a screen it goes on by itself, and after so many answers when asked.
 */
function useSearchingOn(pages: SearchPages, isSearch: boolean): void {
  const found = pages.data?.pages.reduce((sum, page) => sum + page.rows.length, 0) ?? 0;
  const asked = pages.data?.pages.length ?? 0;
  const { fetchNextPage, hasNextPage, isFetching } = pages;
  const goesOn = isSearch && hasNextPage && !isFetching && found < enoughFound && asked < mostAsked;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
}

/** The present state of a task whose row is older than what the live read covers; asks only while it may still change. */
export function useLiveTask(task: Task, isCovered: boolean): Task {
  const { data } = useQuery({
    queryKey: ["task", task.id],
    queryFn: ({ signal }) => request<Task>(`/tasks/${task.id}`, { signal }),
    enabled: !isCovered && isOpenTask(task),
    staleTime: 5_000,
  });
  if (data === undefined || isCovered || !isOpenTask(task)) return task;
  return data;
}
