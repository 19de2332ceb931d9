/** Posts that were observed or published. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { inputs, listQuery } from "#components/library/library-data.ts";
import { loadLibrarySearch } from "#components/library/library-search.ts";
import { postList } from "#lib/operations/post.ts";
import { PrefetchedList } from "../prefetched-list.tsx";
import { PostsView } from "./posts-view.tsx";

export const metadata: Metadata = { title: "Posts" };

export default async function PostsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadLibrarySearch(searchParams);
  const list = { key: listQuery("posts", search).queryKey, read: () => perform(postList, inputs.posts(search)) };
  return (
    <PrefetchedList list={list} hasFacets>
      <PostsView />
    </PrefetchedList>
  );
}
