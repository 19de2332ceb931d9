/** Tests of two ways of posting. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { inputs, listQuery } from "#components/library/library-data.ts";
import { loadLibrarySearch } from "#components/library/library-search.ts";
import { abTestList } from "#lib/operations/ab-test.ts";
import { PrefetchedList } from "../prefetched-list.tsx";
import { TestsView } from "./tests-view.tsx";

export const metadata: Metadata = { title: "A/B tests" };

export default async function TestsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadLibrarySearch(searchParams);
  const list = { key: listQuery("tests", search).queryKey, read: () => perform(abTestList, inputs.tests(search)) };
  return (
    <PrefetchedList list={list}>
      <TestsView />
    </PrefetchedList>
  );
}
