"use client";
/** Each way a person decides: shown at once, taken back when the server refuses, and never sent without the digest that was read. */
import { type InfiniteData, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { type Approval, type ApprovalPage, type Approved, isOutbox } from "./approval-types.ts";
import type { Tally } from "./attention-words.ts";
import { nameRecipient } from "./effect-words.ts";
import type { Undo } from "./use-undo.ts";

export type Decision =
  | { kind: "approve" }
  | { kind: "complete" }
  | { kind: "reject"; reason: string }
  | { kind: "snooze"; until: string }
  /** Brings back what was put aside. */
  | { kind: "wake" };

type Pages = InfiniteData<ApprovalPage>;

export type DecisionFollowers = {
  /** A decision counted, or, with -1, was taken back. */
  onCounted: (what: keyof Tally, count: number) => void;
  /** How to take it back, or null when it cannot be. */
  onUndoable: (undo: Undo | null) => void;
  /** Puts what was refused, or taken back, before the person again. */
  onReturned: (approval: Approval) => void;
  undo: () => void;
};

const tallied = { approve: "approved", complete: "done", reject: "rejected", snooze: "snoozed", wake: null } as const;

/** `decide` resolves to true when it counted. A refusal is said. */
export function useDecisions({ onCounted, onUndoable, onReturned, undo }: DecisionFollowers) {
  const queries = useQueryClient();
  const refresh = useCallback(
    () =>
      queries.invalidateQueries({
        predicate: query => ["approval", "delivery", "bulk-decision"].includes(String(query.queryKey[0])),
      }),
    [queries],
  );

  const decide = useCallback(
    async (approval: Approval, decision: Decision): Promise<boolean> => {
      const what = tallied[decision.kind];
      const putBack = await takeFromLists(queries, new Set(what === null ? [] : [approval.id]));
      try {
        const answer = await send(approval, decision);
        if (what !== null) onCounted(what, 1);
        onUndoable(
          describeUndo(approval, decision, answer, () => {
            if (what !== null) onCounted(what, -1);
            onReturned(approval);
            void refresh();
          }),
        );
        announce(approval, decision, answer, undo);
        return true;
      } catch (error) {
        putBack();
        const isConflict = error instanceof ProblemError && error.status === 409;
        showError(isConflict ? "Not done: something else came first" : "Not done", {
          description: describeError(error),
        });
        onReturned(approval);
        return false;
      } finally {
        void refresh();
      }
    },
    [queries, refresh, onCounted, onUndoable, onReturned, undo],
  );
  return { decide, refresh };
}

/** Takes rows from every list of what waits, at once; `all` of them with null. Returns how to put them back. */
export async function takeFromLists(
  queries: ReturnType<typeof useQueryClient>,
  ids: ReadonlySet<string> | null,
): Promise<() => void> {
  const isWaitingList = ({ queryKey }: { queryKey: QueryKey }) => isWaitingKey(queryKey);
  await queries.cancelQueries({ predicate: isWaitingList });
  const before = queries.getQueriesData<Pages>({ predicate: isWaitingList });
  queries.setQueriesData<Pages>({ predicate: isWaitingList }, data =>
    data === undefined
      ? undefined
      : {
          ...data,
          pages: data.pages.map(page => ({
            ...page,
            data: page.data.filter(row => ids !== null && !ids.has(row.id)),
          })),
        },
  );
  return () => {
    for (const [key, data] of before) queries.setQueryData(key, data);
  };
}

/** True for the lists of what waits, from which a decided row disappears at once. */
function isWaitingKey(key: QueryKey): boolean {
  const [entity, about] = key;
  return (
    entity === "approval" && typeof about === "object" && about !== null && "tab" in about && about.tab === "waiting"
  );
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
    case "wake":
      await request(`${path}/snooze`, { body: { until: null } });
      return null;
  }
}

function describeUndo(
  approval: Approval,
  decision: Decision,
  answer: Approved | null,
  onUndone: () => void,
): Undo | null {
  if (answer !== null) {
    return {
      until: answer.release_at,
      async run() {
        const { recall } = await import("./undo-toast.tsx");
        if (await recall(answer.delivery_id)) onUndone();
      },
    };
  }
  if (decision.kind !== "snooze") return null;
  return {
    until: null,
    async run() {
      try {
        await request(`/approvals/${approval.id}/snooze`, { body: { until: null } });
        showSuccess(`Back in the inbox: ${approval.recipient}`);
        onUndone();
      } catch (error) {
        showError("It could not be brought back", { description: describeError(error) });
      }
    },
  };
}

function announce(approval: Approval, decision: Decision, answer: Approved | null, undo: () => void): void {
  if (answer !== null) {
    const toast = {
      message: `Approved: ${nameRecipient(approval)}`,
      isOutbox: isOutbox(approval.account),
      releaseAt: answer.release_at,
      onUndo: undo,
    };
    void import("./undo-toast.tsx").then(module => module.showUndo(toast));
    return;
  }
  if (decision.kind === "complete") showSuccess("Marked as done");
  if (decision.kind === "wake") showSuccess(`Back in the inbox: ${approval.recipient}`);
  if (decision.kind === "reject") {
    showSuccess(`Rejected: ${approval.recipient}`, { description: "The next draft takes your reason into account." });
  }
  if (decision.kind === "snooze")
    showSuccess(`Put aside: ${approval.recipient}`, { action: { label: "Undo", onClick: undo } });
}
