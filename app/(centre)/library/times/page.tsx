/** What each hour of the week is expected to bring. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { facetsQuery, windowsInput, windowsQuery } from "#components/library/library-data.ts";
import { loadLibrarySearch } from "#components/library/library-search.ts";
import { libraryGet } from "#lib/operations/library.ts";
import { postingWindowList } from "#lib/operations/posting-window.ts";
import { Prefetched, type Read } from "../../prefetched.tsx";
import { TimesView } from "./times-view.tsx";

export const metadata: Metadata = { title: "Posting times" };

export default async function TimesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { platform } = await loadLibrarySearch(searchParams);
  const facets: Read = { key: facetsQuery.queryKey, read: () => perform(libraryGet, {}) };
  // Which platform comes first is known only with the facets; the browser then asks for its hours.
  const reads =
    platform === null
      ? [facets]
      : [
          facets,
          {
            key: windowsQuery(platform).queryKey,
            read: async () => (await perform(postingWindowList, windowsInput(platform))).data,
          },
        ];
  return (
    <Prefetched reads={reads}>
      <TimesView />
    </Prefetched>
  );
}
