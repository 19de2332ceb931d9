"use client";
/** The numbers beside the pages' names: as the server rendered them, then as the live channel says they change. */
import { useQuery } from "@tanstack/react-query";
import { request } from "#components/shared/request.ts";
import type { NavigationCounts } from "./navigation.ts";

export function useNavigationCounts(initialData: NavigationCounts): NavigationCounts {
  const { data } = useQuery({
    queryKey: ["approval", "count"],
    queryFn: async ({ signal }) => {
      const { waiting } = await request<{ waiting: number }>("/approvals/count", { signal });
      return { waitingApprovals: waiting };
    },
    initialData,
  });
  return data;
}
