"use client";
/** Offers moments until which an approval is put aside; never one after it has expired. */
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { formatAbsolute } from "#components/ui/time-format.ts";
import type { Approval } from "./approval-types.ts";

const hourMs = 3_600_000;

export type SnoozeDialogProps = { approval: Approval; onSnooze: (until: string) => void; onClose: () => void };

export function SnoozeDialog({ approval, onSnooze, onClose }: SnoozeDialogProps) {
  const choices = listMoments(new Date(), Date.parse(approval.expires_at));
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={open => (open ? undefined : onClose())}
      title="Put it aside until"
      description={`It still expires ${formatAbsolute(Date.parse(approval.expires_at))}, and then nothing is sent.`}
    >
      {choices.length === 0 ? (
        <p className="text-muted text-sm">
          It expires <RelativeTime at={approval.expires_at} />, too soon to put it aside. Approve or reject it.
        </p>
      ) : (
        <ul className="flex flex-col gap-1.5">
          {choices.map(({ label, at }) => (
            <li key={label}>
              <Button className="w-full justify-between" onClick={() => onSnooze(at.toISOString())}>
                <span>{label}</span>
                <span className="font-normal text-faint text-xs">{formatAbsolute(at.getTime())}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** One hour, four hours, tomorrow and Monday at nine in the reader's zone; only those before `expiresMs`. */
export function listMoments(now: Date, expiresMs: number): { label: string; at: Date }[] {
  const inDays = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { label: "One hour", at: new Date(now.getTime() + hourMs) },
    { label: "Four hours", at: new Date(now.getTime() + 4 * hourMs) },
    { label: "Tomorrow at nine", at: inDays(1) },
    ...(untilMonday > 1 ? [{ label: "Monday at nine", at: inDays(untilMonday) }] : []),
  ].filter(choice => choice.at.getTime() < expiresMs);
}
