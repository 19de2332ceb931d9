/** Videos that are being made. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { inputs, listQuery } from "#components/library/library-data.ts";
import { loadLibrarySearch } from "#components/library/library-search.ts";
import { renderJobList } from "#lib/operations/render-job.ts";
import { PrefetchedList } from "../prefetched-list.tsx";
import { RendersView } from "./renders-view.tsx";

export const metadata: Metadata = { title: "In production" };

export default async function RendersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadLibrarySearch(searchParams);
  const list = {
    key: listQuery("renders", search).queryKey,
    read: () => perform(renderJobList, inputs.renders(search)),
  };
  return (
    <PrefetchedList list={list}>
      <RendersView />
    </PrefetchedList>
  );
}
