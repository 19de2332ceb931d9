/** Videos that were observed. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { inputs, listQuery } from "#components/library/library-data.ts";
import { loadLibrarySearch } from "#components/library/library-search.ts";
import { videoList } from "#lib/operations/video.ts";
import { PrefetchedList } from "../prefetched-list.tsx";
import { VideosView } from "./videos-view.tsx";

export const metadata: Metadata = { title: "Videos" };

export default async function VideosPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadLibrarySearch(searchParams);
  const list = { key: listQuery("videos", search).queryKey, read: () => perform(videoList, inputs.videos(search)) };
  return (
    <PrefetchedList list={list} hasFacets>
      <VideosView />
    </PrefetchedList>
  );
}
