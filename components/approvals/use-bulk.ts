"use client";
/** Presses that decide about many: begun, stopped and taken back at the server, which carries them out whatever becomes of this page. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import type { Approval, BulkDecision } from "./approval-types.ts";
import { takeFromLists } from "./use-decisions.ts";

export type Matching = { domain?: string; include_snoozed: boolean };

export type BulkOrder = ({ verb: "approve" } | { verb: "reject"; reason: string }) &
  ({ approvals: readonly Approval[] } | { matching: Matching; count: number });

export type Bulk = {
  /** Presses of this visit, for the tally. */
  startedIds: ReadonlySet<string>;
  /** True when it has begun; a refusal is said. */
  start: (order: BulkOrder) => Promise<boolean>;
  stop: (id: string) => Promise<void>;
  takeBack: (id: string) => Promise<void>;
};

export function useBulk(): Bulk {
  const queries = useQueryClient();
  const [startedIds, setStartedIds] = useState<ReadonlySet<string>>(new Set());
  const refresh = useCallback(
    () =>
      queries.invalidateQueries({
        predicate: query => ["approval", "delivery", "bulk-decision"].includes(String(query.queryKey[0])),
      }),
    [queries],
  );

  const start = useCallback(
    async (order: BulkOrder) => {
      const ids = "approvals" in order ? new Set(order.approvals.map(approval => approval.id)) : null;
      const putBack = await takeFromLists(queries, ids);
      try {
        const { id } = await request<BulkDecision>("/bulk-decisions", { body: writeOrder(order) });
        setStartedIds(before => new Set([...before, id]));
        return true;
      } catch (error) {
        putBack();
        showError("Nothing was decided", { description: describeError(error) });
        return false;
      } finally {
        void refresh();
      }
    },
    [queries, refresh],
  );

  const act = useCallback(
    async (work: () => Promise<string>) => {
      try {
        showSuccess(await work());
      } catch (error) {
        showError("That did not work", { description: describeError(error) });
      } finally {
        void refresh();
      }
    },
    [refresh],
  );
  const stop = useCallback(
    (id: string) =>
      act(async () => {
        await request(`/bulk-decisions/${id}/stop`, { method: "POST" });
        return "Stopped. The rest waits again.";
      }),
    [act],
  );
  const takeBack = useCallback(
    (id: string) =>
      act(async () => {
        const { recalled, gone } = await request<{ recalled: number; gone: number }>(`/bulk-decisions/${id}/recall`, {
          method: "POST",
        });
        return `${recalled} taken back, not sent${gone > 0 ? `; ${gone} had left` : ""}.`;
      }),
    [act],
  );
  return { startedIds, start, stop, takeBack };
}

function writeOrder(order: BulkOrder) {
  const what = order.verb === "reject" ? { verb: order.verb, reason: order.reason } : { verb: order.verb };
  return "approvals" in order
    ? { ...what, decisions: order.approvals.map(({ id, digest }) => ({ id, digest })) }
    : { ...what, matching: order.matching, at_most: order.count };
}
