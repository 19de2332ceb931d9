/** The people the agents know. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { contactList } from "#lib/operations/contact.ts";
import { contactInput, contactsKey, loadContactsSearch } from "./contacts-search.ts";
import { ContactsView } from "./contacts-view.tsx";

export const metadata: Metadata = { title: "Contacts" };

export default async function ContactsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadContactsSearch(searchParams);
  const queries = new QueryClient();
  await queries.prefetchInfiniteQuery({
    queryKey: contactsKey(search),
    queryFn: () => perform(contactList, contactInput(search)),
    initialPageParam: null,
  });
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ContactsView />
    </HydrationBoundary>
  );
}
