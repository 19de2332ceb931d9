"use client";
/** Says what was done and counts down the time in which it can be taken back. */
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Countdown } from "#components/ui/duration.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";

export type UndoToast = { message: string; isOutbox: boolean; releaseAt: string; onUndo: () => void };

const shortestMs = 3_000;
const longestMs = 15_000;

/** Stays until what was approved leaves, at most 15 s; a later Recall is on its row and in its detail. */
export async function showUndo({ message, isOutbox, releaseAt, onUndo }: UndoToast): Promise<void> {
  const { toast } = await import("sonner");
  toast.success(message, {
    id: "undo",
    duration: Math.min(Math.max(Date.parse(releaseAt) - Date.now(), shortestMs), longestMs),
    description: (
      <span>
        {isOutbox ? "Will be kept in the outbox, nothing is sent: " : "Leaves after the undo window: "}
        <Countdown until={releaseAt} afterwards={isOutbox ? "kept" : "leaving now"} />
      </span>
    ),
    action: { label: "Undo", onClick: onUndo },
  });
}

/** Takes one delivery back and says so; true when nothing was sent. */
export async function recall(deliveryId: string): Promise<boolean> {
  try {
    await request(`/deliveries/${deliveryId}/recall`, { method: "POST" });
  } catch (error) {
    showError("It could not be taken back", { description: describeError(error) });
    return false;
  }
  const { toast } = await import("sonner");
  toast.dismiss("undo");
  showSuccess("Taken back. Nothing was sent, and it waits again.");
  return true;
}
