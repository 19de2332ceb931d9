"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
/** What became of one approved effect: held, kept in the outbox, delivered, failed with its fix, or unknown for a person to settle. */
import { AccountLabel } from "#components/connections/account-label.tsx";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Countdown } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";
import { DeliveryBadge } from "./delivery-badge.tsx";

export function DeliveryCard({ delivery }: { delivery: Delivery }) {
  const settle = useSettle(delivery);
  const reason = readText(delivery.error, "reason");
  const fix = readText(delivery.error, "fix");
  const note = readText(delivery.evidence, "note");
  return (
    <section aria-label={`Delivery to ${delivery.recipient}`} className="rounded-lg border bg-surface p-3 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <DeliveryBadge delivery={delivery} />
        <span className="text-muted text-xs">
          <AccountLabel account={delivery.account} /> ·{" "}
          <RelativeTime at={delivery.finished_at ?? delivery.created_at} />
        </span>
        {delivery.status === "intended" ? (
          <Button size="sm" className="ml-auto" isBusy={settle.isPending} onClick={() => settle.mutate("recall")}>
            Recall
          </Button>
        ) : null}
      </div>
      {delivery.status === "intended" ? (
        <p className="mt-2 text-muted">
          Nothing has left yet: <Countdown until={delivery.release_at} afterwards="it leaves now" />
          {reason ? ` (${reason})` : ""}.
        </p>
      ) : null}
      {delivery.status === "confirmed" ? (
        <p className="mt-2 text-muted">
          {note ?? `The connection${delivery.connector === null ? "" : ` (${delivery.connector})`} took it.`}
          {delivery.vendor_id ? (
            <span className="block break-all text-faint text-xs">Reference {delivery.vendor_id}</span>
          ) : null}
        </p>
      ) : null}
      {delivery.status === "failed" ? (
        <div className="mt-2 flex flex-col items-start gap-2.5">
          <p>
            <span className="text-danger">{reason ?? "It was refused."}</span> {fix} Nothing was sent.
          </p>
          <Button size="sm" isBusy={settle.isPending} onClick={() => settle.mutate("retry")}>
            Try again
          </Button>
        </div>
      ) : null}
      {delivery.status === "recalled" ? (
        <p className="mt-2 text-muted">{reason ?? "Taken back before it left. Nothing was sent."}</p>
      ) : null}
      {delivery.status === "unknown" ? (
        <div className="mt-2 flex flex-col gap-2.5">
          <p>
            Nobody can tell whether it arrived{reason ? `: ${reason}` : ""}. Check with{" "}
            <AccountLabel account={delivery.account} /> or with {delivery.recipient}, then say what happened. It is
            never sent again by itself.
          </p>
          <div className="flex flex-wrap gap-2">
            <Button size="sm" isBusy={settle.isPending} onClick={() => settle.mutate("sent")}>
              It was sent
            </Button>
            <AlertDialog
              title="Send it again?"
              description={`If the first one did arrive after all, ${delivery.recipient} gets the same message twice.`}
              actionLabel="Send again"
              typedConfirmation="send again"
              onAction={async () => {
                await settle.mutateAsync("send-again");
              }}
              trigger={<Button size="sm">Send again…</Button>}
            />
          </div>
        </div>
      ) : null}
    </section>
  );
}

const said = {
  recall: "Recalled. Nothing was sent.",
  sent: "Noted as sent.",
  "send-again": "It is being sent again.",
  retry: "It is tried again, after the undo window.",
} as const;

function useSettle(delivery: Delivery) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (what: keyof typeof said) =>
      what === "recall" || what === "retry"
        ? request<Delivery>(`/deliveries/${delivery.id}/${what}`, { method: "POST" })
        : request<Delivery>(`/deliveries/${delivery.id}/resolve`, { body: { verdict: what } }),
    onSuccess: (_, what) => showSuccess(said[what]),
    onError: error => showError("That did not work", { description: describeError(error) }),
    onSettled: () =>
      queries.invalidateQueries({
        predicate: query => ["approval", "delivery", "task", "contact"].includes(String(query.queryKey[0])),
      }),
  });
}

function readText(from: Record<string, unknown> | null, name: string): string | null {
  const value = from?.[name];
  return typeof value === "string" && value !== "" ? value : null;
}
