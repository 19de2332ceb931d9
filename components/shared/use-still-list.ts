"use client";
/** A list that is read once and kept still, while a second, live read counts what is new and refreshes what is shown. */
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { request } from "./request.ts";
import { stillKeys } from "./still-keys.ts";

export type StillPage<Row> = { data: Row[]; next_cursor: string | null };
type Pages<Row> = InfiniteData<StillPage<Row>, string | null>;

export type StillListSource<Row> = {
  /** What the live channel calls these rows. */
  entity: string;
  /** Below /api/v1. */
  path: string;
  /** The filters and the page's size. */
  input: Record<string, string | number | boolean | undefined>;
  idOf: (row: Row) => string;
  /** What grows as rows are added or moved up: their order. */
  orderOf: (row: Row) => string;
  /** Other entities whose changes may change these rows. */
  pulses?: readonly string[];
};

export function useStillList<Row>({ entity, path, input, idOf, orderOf, pulses = [] }: StillListSource<Row>) {
  const queries = useQueryClient();
  const keys = stillKeys(entity, input);
  const read = (cursor: string | null, signal: AbortSignal) =>
    request<StillPage<Row>>(path, { query: { ...input, cursor }, signal });
  const pages = useInfiniteQuery({
    queryKey: keys.pages,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
  const head = useQuery({ queryKey: keys.head, queryFn: ({ signal }) => read(null, signal) });
  usePulse(pulses, keys.head);

  const kept = pages.data?.pages.flatMap(page => page.data) ?? [];
  const newest = head.data?.data ?? [];
  const first = kept[0];
  const latest = new Map(newest.map(row => [idOf(row), row]));
  const fresh = first === undefined ? [] : newest.filter(row => orderOf(row) > orderOf(first));
  // An empty list has nothing that could be moved, so its first rows appear by themselves.
  const rows = kept.length === 0 ? newest : kept.map(row => latest.get(idOf(row)) ?? row);

  return {
    pages,
    rows,
    freshCount: pages.isSuccess && !pages.isPlaceholderData ? fresh.length : 0,
    isEmpty: pages.isSuccess && rows.length === 0,
    showFresh() {
      if (head.data === undefined) return;
      queries.setQueryData<Pages<Row>>(keys.pages, { pages: [head.data], pageParams: [null] });
    },
    /** Puts what became of a row in its place, also below what the live read covers. */
    replace(row: Row) {
      const swap = (page: StillPage<Row>) => ({
        ...page,
        data: page.data.map(one => (idOf(one) === idOf(row) ? row : one)),
      });
      queries.setQueryData<Pages<Row>>(keys.pages, old => old && { ...old, pages: old.pages.map(swap) });
      queries.setQueryData<StillPage<Row>>(keys.head, old => old && swap(old));
    },
  };
}
