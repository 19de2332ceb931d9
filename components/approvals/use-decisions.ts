"use client";
/** Each way a person decides: shown at once, taken back when the server refuses, and never sent without the digest that was read. */
import { type InfiniteData, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { type Approval, type ApprovalPage, type Approved, isOutbox } from "./approval-types.ts";
import { showUndo } from "./undo-toast.tsx";

export type Decision =
  | { kind: "approve" }
  | { kind: "complete" }
  | { kind: "reject"; reason: string }
  | { kind: "snooze"; until: string };

type Pages = InfiniteData<ApprovalPage>;

/** `decide` resolves to true when it counted. A refusal is said, and `onRefused` gets the row back into view. */
export function useDecisions(onRefused: (approval: Approval) => void) {
  const queries = useQueryClient();
  const refresh = useCallback(
    () =>
      queries.invalidateQueries({
        predicate: query => ["approval", "delivery"].includes(String(query.queryKey[0])),
      }),
    [queries],
  );

  const decide = useCallback(
    async (approval: Approval, decision: Decision): Promise<boolean> => {
      const isWaitingList = ({ queryKey }: { queryKey: QueryKey }) => isWaitingKey(queryKey);
      await queries.cancelQueries({ predicate: isWaitingList });
      const before = queries.getQueriesData<Pages>({ predicate: isWaitingList });
      queries.setQueriesData<Pages>({ predicate: isWaitingList }, data => withoutRow(data, approval.id));
      try {
        const answer = await send(approval, decision);
        announce(approval, decision, answer, () => void refresh());
        return true;
      } catch (error) {
        for (const [key, data] of before) queries.setQueryData(key, data);
        const isConflict = error instanceof ProblemError && error.status === 409;
        showError(isConflict ? "Not done: something else came first" : "Not done", {
          description: describeError(error),
        });
        onRefused(approval);
        return false;
      } finally {
        void refresh();
      }
    },
    [queries, refresh, onRefused],
  );
  return { decide, refresh };
}

/** True for the lists of what waits, from which a decided row disappears at once. */
function isWaitingKey(key: QueryKey): boolean {
  const [entity, about] = key;
  return (
    entity === "approval" && typeof about === "object" && about !== null && "tab" in about && about.tab === "waiting"
  );
}

function withoutRow(data: Pages | undefined, id: string): Pages | undefined {
  if (data === undefined) return undefined;
  return { ...data, pages: data.pages.map(page => ({ ...page, data: page.data.filter(row => row.id !== id) })) };
}

async function send(approval: Approval, decision: Decision): Promise<Approved | null> {
  const path = `/approvals/${approval.id}`;
  const { digest } = approval;
  switch (decision.kind) {
    case "approve":
      return request<Approved>(`${path}/approve`, { body: { digest } });
    case "complete":
      await request(`${path}/complete`, { body: { digest } });
      return null;
    case "reject":
      await request(`${path}/reject`, { body: { digest, reason: decision.reason } });
      return null;
    case "snooze":
      await request(`${path}/snooze`, { body: { until: decision.until } });
      return null;
  }
}

function announce(approval: Approval, decision: Decision, answer: Approved | null, onUndone: () => void): void {
  if (answer !== null) {
    void showUndo({
      message: `Approved: ${approval.recipient}`,
      isOutbox: isOutbox(approval.account),
      held: [{ deliveryId: answer.delivery_id, releaseAt: answer.release_at }],
      onUndone,
    });
    return;
  }
  if (decision.kind === "complete") showSuccess("Marked as done");
  if (decision.kind === "reject") {
    showSuccess(`Rejected: ${approval.recipient}`, { description: "The next draft takes your reason into account." });
  }
  if (decision.kind === "snooze") showSuccess(`Put aside: ${approval.recipient}`);
}
