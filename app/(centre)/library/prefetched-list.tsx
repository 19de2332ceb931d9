/** Reads the first page of a list and what its filters offer, on the server, and hands both to the browser. */
import type { ReactNode } from "react";
import { perform } from "#app/session/perform.ts";
import { facetsQuery } from "#components/library/library-data.ts";
import { libraryGet } from "#lib/operations/library.ts";
import { Prefetched, type Read } from "../prefetched.tsx";

export type PrefetchedListProps = { list: Read; hasFacets?: boolean; children: ReactNode };

export function PrefetchedList({ list, hasFacets = false, children }: PrefetchedListProps) {
  const reads: Read[] = [
    { key: list.key, read: async () => ({ pages: [await list.read()], pageParams: [null] }) },
    ...(hasFacets ? [{ key: facetsQuery.queryKey, read: () => perform(libraryGet, {}) }] : []),
  ];
  return <Prefetched reads={reads}>{children}</Prefetched>;
}
