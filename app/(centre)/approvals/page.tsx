/** The inbox of everything that waits for a person, and what was decided. */
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { listInput, listKey, loadApprovalsSearch } from "#components/approvals/inbox-search.ts";
import { approvalList } from "#lib/operations/approval-inbox.ts";
import { ApprovalsView } from "./approvals-view.tsx";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadApprovalsSearch(searchParams);
  const queries = new QueryClient();
  await queries.prefetchInfiniteQuery({
    queryKey: listKey(search),
    queryFn: () => perform(approvalList, listInput(search)),
    initialPageParam: null,
  });
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ApprovalsView />
    </HydrationBoundary>
  );
}
