/** Which niches move across platforms. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { inputs, listQuery } from "#components/library/library-data.ts";
import { loadLibrarySearch } from "#components/library/library-search.ts";
import { trendList } from "#lib/operations/trend.ts";
import { PrefetchedList } from "../prefetched-list.tsx";
import { TrendsView } from "./trends-view.tsx";

export const metadata: Metadata = { title: "Trends" };

export default async function TrendsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadLibrarySearch(searchParams);
  const list = { key: listQuery("trends", search).queryKey, read: () => perform(trendList, inputs.trends(search)) };
  return (
    <PrefetchedList list={list} hasFacets>
      <TrendsView />
    </PrefetchedList>
  );
}
