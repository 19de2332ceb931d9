/** What agents tell one another and the people, by conversation. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { listInput, loadMessagesSearch, threadQuery } from "#components/messages/message-data.ts";
import { threadGet, threadList } from "#lib/operations/message.ts";
import { prefetchStill } from "../prefetch-still.ts";
import { Prefetched } from "../prefetched.tsx";
import { MessagesView } from "./messages-view.tsx";

export const metadata: Metadata = { title: "Messages" };

export default async function MessagesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadMessagesSearch(searchParams);
  const input = listInput(search);
  const { open } = search;
  const reads = [
    ...prefetchStill("message", input, () => perform(threadList, input)),
    ...(open === null ? [] : [{ key: threadQuery(open).queryKey, read: () => perform(threadGet, { id: open }) }]),
  ];
  return (
    <Prefetched reads={reads}>
      <MessagesView />
    </Prefetched>
  );
}
