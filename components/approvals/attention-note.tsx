"use client";
/** Why a proposal stands where it stands, whole: the stake, the time left and what then happens, and how far to trust it. */
import { Gauge } from "lucide-react";
import { useClockText } from "#components/ui/clock.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import type { ApprovalDetail } from "./approval-types.ts";
import { explainDoubt, writeStake } from "./attention-words.ts";
import { nameEffects } from "./effect-words.ts";

export function AttentionNote({ approval }: { approval: ApprovalDetail }) {
  const doubt = explainDoubt(approval, nameEffects(approval.effect_kind));
  const stake = writeStake(approval);
  return (
    <p className="flex items-start gap-2 text-muted text-sm">
      <Gauge aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
      <span>
        <span className="text-text">{stake.charAt(0).toUpperCase() + stake.slice(1)}</span> ·{" "}
        <ExpiryWords until={approval.expires_at} /> · {doubt}.
      </span>
    </p>
  );
}

/** "expires in 40 min 05 s, and then nothing is sent", ticking; marked when little time is left. */
export function ExpiryWords({ until }: { until: string }) {
  const untilMs = Date.parse(until);
  const words = useClockText(nowMs =>
    untilMs <= nowMs ? "expired" : `expires in ${formatDuration(Math.ceil((untilMs - nowMs) / 1000) * 1000)}`,
  );
  const isClose = useClockText(nowMs => (untilMs - nowMs < 3_600_000 ? "yes" : "no")) === "yes";
  return (
    <span className={isClose ? "font-medium text-warn tabular-nums" : "tabular-nums"}>
      {words}
      {words === "expired" ? ", nothing is sent" : " and is then not sent"}
    </span>
  );
}
