"use client";
/** Keeps a query that shows several entities in step: reads it again when the live channel says that any of them changed. */
import { type QueryKey, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/** `entities` must be a constant list. A change during a read leads to one more read afterwards, never to a lost one. */
export function useRefetchOn(entities: readonly string[], queryKey: QueryKey): void {
  const queries = useQueryClient();
  const stamp = useQueries({
    queries: entities.map(entity => ({
      queryKey: [entity, "changed-at"],
      queryFn: () => performance.now(),
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
    })),
    combine: markers => (markers.every(marker => marker.data) ? markers.map(marker => marker.data).join() : null),
  });
  const seen = useRef<string | null>(null);
  const state = useRef({ isReading: false, isStale: false });
  const keyText = JSON.stringify(queryKey);

  useEffect(() => {
    if (stamp === null || stamp === seen.current) return;
    const isFirst = seen.current === null;
    seen.current = stamp;
    if (isFirst) return;
    const run = state.current;
    run.isStale = true;
    if (run.isReading) return;
    run.isReading = true;
    void (async () => {
      while (run.isStale) {
        run.isStale = false;
        await queries.invalidateQueries({ queryKey: JSON.parse(keyText) as QueryKey, exact: true });
      }
      run.isReading = false;
    })();
  }, [stamp, queries, keyText]);
}
