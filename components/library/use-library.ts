"use client";
/** The state of one list of the library: its address, its rows, and which row is open. */
import { keepPreviousData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { type Options, useQueryStates } from "nuqs";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { type ListKind, type ListSearch, listQuery, pulses, type RowOf } from "./library-data.ts";
import { librarySearch } from "./library-search.ts";

export type Narrowing = Partial<ListSearch>;

export type LibraryState<Row> = {
  list: Pick<
    UseInfiniteQueryResult,
    | "isPending"
    | "isSuccess"
    | "error"
    | "isFetching"
    | "isPlaceholderData"
    | "hasNextPage"
    | "isFetchingNextPage"
    | "fetchNextPage"
    | "refetch"
  >;
  rows: readonly Row[];
  search: ListSearch;
  openId: string | null;
  isNarrowed: boolean;
  narrow: (change: Narrowing, options?: Options) => void;
  clear: () => void;
  open: (id: string) => void;
  close: () => void;
};

export function useLibrary<Kind extends ListKind>(kind: Kind): LibraryState<RowOf[Kind]> {
  const [{ id, ...search }, setSearch] = useQueryStates(librarySearch, { history: "push" });
  const query = listQuery(kind, search);
  const list = useInfiniteQuery({ ...query, placeholderData: keepPreviousData });
  usePulse(pulses[kind], query.queryKey);
  const rows = list.data?.pages.flatMap(page => page.data) ?? [];
  return {
    list,
    rows,
    search,
    openId: id,
    isNarrowed: Object.values(search).some(value => value !== null && value !== ""),
    narrow: (change, options) => void setSearch(change, options),
    clear: () => void setSearch({ platform: null, niche: null, search: null, state: null }),
    open: next => void setSearch({ id: next }),
    close: () => void setSearch({ id: null }),
  };
}
