"use client";
/** Decides about many approvals one portion after the other, with counts and a stop; one that is refused stops none of the others. */
import { useRef, useState } from "react";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import type { Approval, BulkOutcome } from "./approval-types.ts";
import type { Held } from "./undo-toast.tsx";

export type BulkRefusal = { id: string; recipient: string; message: string };
export type BulkState = {
  verb: "Approving" | "Rejecting";
  total: number;
  done: number;
  refused: BulkRefusal[];
  isRunning: boolean;
};
export type BulkResult = { decidedIds: string[]; held: Held[]; refused: BulkRefusal[] };

const perCall = 20;

export function useBulk() {
  const [state, setState] = useState<BulkState | null>(null);
  const isStopped = useRef(false);

  async function run(
    verb: BulkState["verb"],
    approvals: readonly Approval[],
    size: number,
    decidePortion: (portion: readonly Approval[]) => Promise<BulkResult>,
  ): Promise<BulkResult> {
    isStopped.current = false;
    const all: BulkResult = { decidedIds: [], held: [], refused: [] };
    const show = (isRunning: boolean) =>
      setState({
        verb,
        total: approvals.length,
        done: all.decidedIds.length + all.refused.length,
        refused: [...all.refused],
        isRunning,
      });
    show(true);
    for (let at = 0; at < approvals.length && !isStopped.current; at += size) {
      const portion = approvals.slice(at, at + size);
      const result = await decidePortion(portion).catch(
        (error: unknown): BulkResult => ({
          decidedIds: [],
          held: [],
          refused: portion.map(({ id, recipient }) => ({ id, recipient, message: describeError(error) })),
        }),
      );
      all.decidedIds.push(...result.decidedIds);
      all.held.push(...result.held);
      all.refused.push(...result.refused);
      show(true);
    }
    if (all.refused.length > 0) show(false);
    else setState(null);
    return all;
  }

  return {
    state,
    stop: () => {
      isStopped.current = true;
    },
    dismiss: () => setState(null),
    approve: (approvals: readonly Approval[]) => run("Approving", approvals, perCall, approvePortion),
    reject: (approvals: readonly Approval[], reason: string) =>
      run("Rejecting", approvals, 1, portion => rejectPortion(portion, reason)),
  };
}

async function approvePortion(portion: readonly Approval[]): Promise<BulkResult> {
  const decisions = portion.map(({ id, digest }) => ({ id, digest }));
  const { data } = await request<{ data: BulkOutcome[] }>("/approvals/approve", { body: { decisions } });
  const recipientOf = (id: string) => portion.find(approval => approval.id === id)?.recipient ?? id;
  return {
    decidedIds: data.filter(one => one.is_approved).map(one => one.id),
    held: data.flatMap(one =>
      one.delivery_id !== null && one.release_at !== null
        ? [{ deliveryId: one.delivery_id, releaseAt: one.release_at }]
        : [],
    ),
    refused: data.flatMap(one =>
      one.is_approved ? [] : [{ id: one.id, recipient: recipientOf(one.id), message: one.error?.message ?? "refused" }],
    ),
  };
}

async function rejectPortion(portion: readonly Approval[], reason: string): Promise<BulkResult> {
  for (const { id, digest } of portion) await request(`/approvals/${id}/reject`, { body: { digest, reason } });
  return { decidedIds: portion.map(({ id }) => id), held: [], refused: [] };
}
