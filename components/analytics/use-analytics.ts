"use client";
/** The state of the page: what its address says, the figures for it, and the rows that are open. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import type { MeasureName } from "#lib/operations/shapes/analytics.ts";
import { analyticsQuery } from "./analytics-data.ts";
import { analyticsSearch, toInput } from "./analytics-search.ts";

/** Which rows a number opens; what is left out is as the page is filtered. */
export type Opening = { measure: MeasureName; first?: string; last?: string; domain?: string; reason?: string };
export type OpenRows = (opening: Opening) => void;

export function useAnalytics() {
  const [search, setSearch] = useQueryStates(analyticsSearch, { history: "push" });
  const input = toInput(search);
  const query = useQuery({ ...analyticsQuery(input), placeholderData: keepPreviousData });
  const openRows: OpenRows = ({ measure, first, last, domain, reason }) =>
    void setSearch({
      rows: measure,
      first: first === undefined ? null : new Date(first),
      last: last === undefined ? null : new Date(last),
      of: domain ?? null,
      reason: reason ?? null,
    });
  return {
    search,
    setSearch,
    input,
    query,
    openRows,
    closeRows: () => void setSearch({ rows: null, first: null, last: null, of: null, reason: null }),
  };
}
