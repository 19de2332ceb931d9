/** What the pages of a sweep read, under which keys, and from where. */
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { Claim } from "#lib/operations/shapes/claim.ts";
import type { SweepSummary as Summary } from "#lib/operations/shapes/sweep-summary.ts";
import type { Sweep as SweepShape } from "#lib/operations/shapes/task.ts";

export type Sweep = z.output<typeof SweepShape>;
export type SweepSummary = z.output<typeof Summary>;
export type ClaimEvidence = z.output<typeof Claim>;

export function readSweepQuery(id: string) {
  return {
    queryKey: ["sweep", id],
    queryFn: ({ signal }: { signal: AbortSignal }) => request<Sweep>(`/sweeps/${id}`, { signal }),
  };
}

export function readSummaryQuery(id: string) {
  return {
    queryKey: ["sweep", id, "summary"],
    queryFn: ({ signal }: { signal: AbortSignal }) => request<SweepSummary>(`/sweeps/${id}/summary`, { signal }),
  };
}

export function readClaimQuery(id: string) {
  return {
    queryKey: ["claim", id],
    queryFn: ({ signal }: { signal: AbortSignal }) => request<ClaimEvidence>(`/claims/${id}`, { signal }),
    // The answer is what the query says at this moment: each opening asks anew.
    staleTime: 0,
  };
}
