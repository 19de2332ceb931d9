"use client";
/** Says that something was approved and counts down the time in which it can be taken back. */
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Countdown } from "#components/ui/duration.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";

export type Held = { deliveryId: string; releaseAt: string };
export type UndoToast = { message: string; isOutbox: boolean; held: readonly Held[]; onUndone: () => void };

const shortestMs = 3_000;
const longestMs = 15_000;

/** Stays until the first of the held deliveries leaves, at most 15 s; a later Recall is in the detail. */
export async function showUndo({ message, isOutbox, held, onUndone }: UndoToast): Promise<void> {
  const first = held.map(one => Date.parse(one.releaseAt)).sort((a, b) => a - b)[0];
  if (first === undefined) return;
  const leftMs = first - Date.now();
  const { toast } = await import("sonner");
  toast.success(message, {
    duration: Math.min(Math.max(leftMs, shortestMs), longestMs),
    description: (
      <span>
        {isOutbox ? "Will be kept in the outbox, nothing is sent: " : "Leaves after the undo window: "}
        <Countdown until={first} afterwards={isOutbox ? "kept" : "leaving now"} />
      </span>
    ),
    action: { label: "Undo", onClick: () => void recallAll(held, onUndone) },
  });
}

async function recallAll(held: readonly Held[], onUndone: () => void): Promise<void> {
  const results = await Promise.allSettled(
    held.map(({ deliveryId }) => request(`/deliveries/${deliveryId}/recall`, { method: "POST" })),
  );
  const refused = results.flatMap(result => (result.status === "rejected" ? [describeError(result.reason)] : []));
  const recalled = held.length - refused.length;
  if (recalled > 0) showSuccess(held.length === 1 ? "Recalled. Nothing was sent." : `${recalled} recalled, not sent.`);
  if (refused.length > 0) {
    showError(refused.length === 1 ? "It could not be recalled" : `${refused.length} could not be recalled`, {
      description: refused[0],
    });
  }
  onUndone();
}
