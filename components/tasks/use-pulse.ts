"use client";
/** Lets a query be read again when rows of other entities change: the live channel names only the entity that changed. */
import { type QueryKey, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/** Invalidates `queryKey` whenever something of `entities` changes. Costs no request of its own. */
export function usePulse(entities: readonly string[], queryKey: QueryKey): void {
  const queries = useQueryClient();
  const beats = useQueries({
    queries: entities.map(entity => ({
      queryKey: [entity, { pulse: true }],
      queryFn: () => performance.now(),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const beat = beats.map(result => result.data ?? "").join("/");
  const isComplete = beats.every(result => result.data !== undefined);
  const last = useRef<string | null>(null);
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (!isComplete) return;
    // The first beat only says that this component has begun to listen.
    if (last.current !== null && last.current !== beat) void queries.invalidateQueries({ queryKey: JSON.parse(key) });
    last.current = beat;
  }, [beat, isComplete, key, queries]);
}
