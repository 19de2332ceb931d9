/** Everything that agents made, newest first, and what people think of it. */
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { perform } from "#app/session/perform.ts";
import { detailQuery, listInput, loadOutputsSearch } from "#components/outputs/output-data.ts";
import { outputGet, outputList } from "#lib/operations/output.ts";
import { prefetchStill } from "../prefetch-still.ts";
import { Prefetched } from "../prefetched.tsx";
import { OutputsView } from "./outputs-view.tsx";

export const metadata: Metadata = { title: "Outputs" };

export default async function OutputsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await loadOutputsSearch(searchParams);
  const input = listInput(search);
  const { open } = search;
  const reads = [
    ...prefetchStill("output", input, () => perform(outputList, input)),
    ...(open === null ? [] : [{ key: detailQuery(open).queryKey, read: () => perform(outputGet, { id: open }) }]),
  ];
  return (
    <Prefetched reads={reads}>
      <OutputsView />
    </Prefetched>
  );
}
