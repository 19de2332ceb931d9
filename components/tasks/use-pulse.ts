"use client";
/** Lets a query be read again when rows of other entities change: the live channel names only the entity that changed. */
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { addPulse } from "#components/shared/pulses.ts";

/** Has `queryKey` read again whenever something of `entities` changes. Costs no request of its own. */
export function usePulse(entities: readonly string[], queryKey: QueryKey): void {
  const queries = useQueryClient();
  const key = JSON.stringify([entities, queryKey]);
  useEffect(() => {
    const [watched, shown]: [string[], QueryKey] = JSON.parse(key);
    return addPulse(queries, watched, shown);
  }, [key, queries]);
}
