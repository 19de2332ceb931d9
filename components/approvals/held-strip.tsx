"use client";
/** What was approved and has not left yet, with its countdown and a way back, for as long as there is one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "#components/shared/request.ts";
import { Button } from "#components/ui/button.tsx";
import { useClockText } from "#components/ui/clock.tsx";
import { Countdown } from "#components/ui/duration.tsx";
import type { Delivery } from "#lib/operations/shapes/delivery.ts";
import { isOutbox } from "./approval-types.ts";
import { nameRecipient } from "./effect-words.ts";
import { recall } from "./undo-toast.tsx";

/** What is held for a person's best hour is no matter of seconds: it stands under Decided. */
const soonMs = 5 * 60_000;
const mostShown = 3;

export function HeldStrip({ onTakenBack }: { onTakenBack: (approvalId: string) => void }) {
  const { data } = useQuery({
    queryKey: ["delivery", { list: "held" }],
    queryFn: ({ signal }) =>
      request<{ data: Delivery[] }>("/deliveries", { query: { status: "intended", limit: 50 }, signal }),
  });
  const soon = (data?.data ?? []).map(delivery => ({ delivery, releaseMs: Date.parse(delivery.release_at) }));
  const ids = useClockText(nowMs =>
    soon
      .filter(({ releaseMs }) => releaseMs > nowMs && releaseMs - nowMs < soonMs)
      .map(({ delivery }) => delivery.id)
      .join(" "),
  ).split(" ");
  const held = soon.filter(({ delivery }) => ids.includes(delivery.id));
  if (held.length === 0) return null;
  return (
    <ul aria-label="Approved and not left yet" className="divide-y divide-line border-b bg-sunken">
      {held.slice(0, mostShown).map(({ delivery }) => (
        <HeldRow key={delivery.id} delivery={delivery} onTakenBack={onTakenBack} />
      ))}
      {held.length > mostShown ? (
        <li className="px-3 py-1.5 text-muted text-xs">{held.length - mostShown} more leave in a moment.</li>
      ) : null}
    </ul>
  );
}

function HeldRow({ delivery, onTakenBack }: { delivery: Delivery; onTakenBack: (approvalId: string) => void }) {
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  async function takeBack() {
    setIsBusy(true);
    const isBack = await recall(delivery.id);
    setIsBusy(false);
    if (isBack) onTakenBack(delivery.approval_id);
    void queries.invalidateQueries({
      predicate: query => ["approval", "delivery"].includes(String(query.queryKey[0])),
    });
  }
  return (
    <li className="flex items-center gap-2 py-1 pr-2 pl-3 text-sm">
      <span className="min-w-0 flex-1 truncate text-muted">
        Approved: <span className="text-text">{nameRecipient({ ...delivery, preview: {} })}</span>
      </span>
      <span className="shrink-0 text-faint text-xs">
        <Countdown until={delivery.release_at} afterwards={isOutbox(delivery.account) ? "kept" : "leaving"} />
      </span>
      <Button size="sm" variant="ghost" isBusy={isBusy} onClick={() => void takeBack()}>
        Undo
      </Button>
    </li>
  );
}
