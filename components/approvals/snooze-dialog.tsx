"use client";
/** Offers moments until which an approval is put aside, and takes one of the reader's own; never one after it has expired. */
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { formatAbsolute } from "#components/ui/time-format.ts";
import type { Approval } from "./approval-types.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export type SnoozeDialogProps = { approval: Approval; onSnooze: (until: string) => void; onClose: () => void };

export function SnoozeDialog({ approval, onSnooze, onClose }: SnoozeDialogProps) {
  const expiresMs = Date.parse(approval.expires_at);
  const choices = listMoments(new Date(), expiresMs);
  const [own, setOwn] = useState("");
  const [error, setError] = useState<string>();

  function submit(event: FormEvent) {
    event.preventDefault();
    const problem = checkMoment(own, Date.now(), expiresMs);
    if (problem === null) onSnooze(new Date(own).toISOString());
    else setError(problem);
  }

  return (
    <Dialog
      open
      size="sm"
      onOpenChange={open => (open ? undefined : onClose())}
      title="Put it aside until"
      description={`It still expires ${formatAbsolute(expiresMs)}, and then nothing is sent.`}
    >
      {choices.length === 0 ? (
        <p className="mb-3 text-muted text-sm">
          It expires <RelativeTime at={approval.expires_at} />: choose a moment before that, or decide now.
        </p>
      ) : (
        <ul className="mb-4 flex flex-col gap-1.5">
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
      <form onSubmit={submit} noValidate className="flex items-start gap-2">
        <Field label="A time of your own" error={error} className="flex-1">
          <Input
            type="datetime-local"
            value={own}
            min={writeLocal(Date.now() + minuteMs)}
            max={writeLocal(expiresMs - minuteMs)}
            onValueChange={value => {
              setOwn(value);
              setError(undefined);
            }}
          />
        </Field>
        <Button type="submit" className="mt-6.5">
          Snooze
        </Button>
      </form>
    </Dialog>
  );
}

/** What is wrong with a moment of the reader's own, or null. `own` is local time as the field writes it. */
export function checkMoment(own: string, nowMs: number, expiresMs: number): string | null {
  const atMs = Date.parse(own);
  if (Number.isNaN(atMs)) return "Choose a day and a time.";
  if (atMs <= nowMs) return "Choose a moment in the future.";
  if (atMs >= expiresMs) return `Choose a moment before it expires, ${formatAbsolute(expiresMs)}.`;
  return null;
}

/** Local time as a date-and-time field holds it. */
function writeLocal(atMs: number): string {
  const at = new Date(atMs);
  return new Date(atMs - at.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16);
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
