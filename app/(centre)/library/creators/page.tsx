/** Who leads a niche. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { inputs, listQuery } from "#components/library/library-data.ts";
import { loadLibrarySearch } from "#components/library/library-search.ts";
import { creatorList } from "#lib/operations/creator.ts";
import { PrefetchedList } from "../prefetched-list.tsx";
import { CreatorsView } from "./creators-view.tsx";

export const metadata: Metadata = { title: "Creators" };

export default async function CreatorsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadLibrarySearch(searchParams);
  const list = {
    key: listQuery("creators", search).queryKey,
    read: () => perform(creatorList, inputs.creators(search)),
  };
  return (
    <PrefetchedList list={list} hasFacets>
      <CreatorsView />
    </PrefetchedList>
  );
}
