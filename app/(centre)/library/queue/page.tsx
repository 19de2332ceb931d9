/** Who is to be written to, and when. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { inputs, listQuery } from "#components/library/library-data.ts";
import { loadLibrarySearch } from "#components/library/library-search.ts";
import { outreachQueueList } from "#lib/operations/outreach-queue.ts";
import { PrefetchedList } from "../prefetched-list.tsx";
import { QueueView } from "./queue-view.tsx";

export const metadata: Metadata = { title: "Outreach queue" };

export default async function QueuePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadLibrarySearch(searchParams);
  const list = {
    key: listQuery("queue", search).queryKey,
    read: () => perform(outreachQueueList, inputs.queue(search)),
  };
  return (
    <PrefetchedList list={list}>
      <QueueView />
    </PrefetchedList>
  );
}
