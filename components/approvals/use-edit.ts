"use client";
/** Saves a new revision of what would leave, bound to the digest that was read. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "#components/shared/request.ts";
import type { Approval, ApprovalDetail } from "./approval-types.ts";

/** Saves a revision and puts it into the cache, so that the next decision names its digest. */
export function useEdit(approval: ApprovalDetail) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ recipient, payload }: { recipient: string; payload: Record<string, unknown> }) =>
      request<Approval>(`/approvals/${approval.id}/edit`, { body: { digest: approval.digest, recipient, payload } }),
    onSuccess: revision => {
      queries.setQueryData<ApprovalDetail>(["approval", revision.id], old => ({
        ...(old ?? approval),
        ...revision,
        // Composed of the bytes before: until it is read again, the new ones are shown as they are.
        leaving: null,
      }));
      void queries.invalidateQueries({ predicate: query => query.queryKey[0] === "approval" });
    },
  });
}
