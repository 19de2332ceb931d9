/** What the analytics read, under which keys and from where; shared by the server and the browser. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { analyticsListRows } from "#lib/operations/analytics.ts";
import type { Analytics, MeasureName } from "#lib/operations/shapes/analytics.ts";
import type { AnalyticsInput } from "./analytics-search.ts";

export type RowsPage = z.output<typeof analyticsListRows.output>;
export type RowsInput = AnalyticsInput & { measure: MeasureName; reason?: string };

/** Counted anew from time to time, and not at every step of every task: a day's figures are no news ticker. */
const refreshMs = 60_000;

export const analyticsQuery = (input: AnalyticsInput) =>
  queryOptions({
    queryKey: ["analytics", input],
    queryFn: ({ signal }) => request<Analytics>("/analytics", { query: input, signal }),
    refetchInterval: refreshMs,
  });

export const rowsQuery = (input: RowsInput) =>
  infiniteQueryOptions({
    queryKey: ["analytics", "rows", input],
    queryFn: ({ pageParam, signal }) =>
      request<RowsPage>("/analytics/rows", { query: { ...input, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
  });

/** Where a table of what is shown can be saved from. */
export function exportAddress(input: AnalyticsInput, per: "day" | "agent" | "reason"): string {
  const query = new URLSearchParams({ per });
  for (const [name, value] of Object.entries(input)) if (value !== undefined) query.set(name, String(value));
  return `/api/v1/analytics/export?${query}`;
}
