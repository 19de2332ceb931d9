"use client";
/** Starting the sweep from anywhere: one intention has one key, and the refusal's own words reach the person. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "#components/shared/request.ts";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { overviewQuery, type SweepProgress } from "./overview-data.ts";

export function useRunSweep() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => request<SweepProgress>("/sweeps", { body: {} }),
    onSuccess: sweep => {
      void queries.invalidateQueries({ queryKey: overviewQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ["task"] });
      const count = `${sweep.total.toLocaleString("en")} ${sweep.total === 1 ? "agent" : "agents"}`;
      showSuccess(sweep.total > 0 ? `The sweep has started: ${count}` : "The sweep found no agent to start", {
        id: "sweep",
        description: sweep.skipped.map(({ domain, reason }) => `${domain}: ${reason}`).join(" · ") || undefined,
      });
    },
    onError: error => showError("The sweep was not started", { id: "sweep", description: error.message }),
  });
}
