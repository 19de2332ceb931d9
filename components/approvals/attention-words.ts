/** Says in a short line why a proposal stands where it stands: what is at stake, and how often people change this agent's proposals. */
import type { Approval, InboxApproval } from "./approval-types.ts";

/** "$4,000 at risk", or that nobody can tell. */
export function writeStake({ value_at_risk_micros: micros }: Pick<Approval, "value_at_risk_micros">): string {
  if (micros === null) return "value unknown";
  if (micros === 0) return "no value at risk";
  const dollars = micros / 1_000_000;
  const amount = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: dollars < 100 ? 2 : 0,
    minimumFractionDigits: dollars < 100 ? 2 : 0,
  }).format(dollars);
  return `${amount} at risk`;
}

/** "changed 1 in 3": how people judged this agent's proposals of the kind, or what the agent itself thinks while nobody has. */
export function writeDoubt({ attention, confidence }: Pick<InboxApproval, "attention" | "confidence">): string | null {
  if (attention === null) return null;
  const { judged, changed } = attention;
  if (judged > 0) return `changed ${writeShare(changed, judged)}`;
  return confidence === null ? "not judged yet" : `agent ${Math.round(confidence * 100)} % sure`;
}

/** The same as a sentence that says what it rests on. */
export function explainDoubt(
  { attention, confidence }: Pick<InboxApproval, "attention" | "confidence">,
  what: string,
): string | null {
  if (attention === null) return null;
  const { judged, changed } = attention;
  const own = confidence === null ? "" : `; the agent itself is ${Math.round(confidence * 100)} % sure`;
  if (judged === 0) return `Nobody has judged ${what} of this agent yet${own}`;
  if (changed === 0) return `None of this agent's last ${writeCount(judged, what)} was changed or refused${own}`;
  return `${changed} of this agent's last ${writeCount(judged, what)} ${changed === 1 ? "was" : "were"} changed or refused${own}`;
}

function writeShare(changed: number, judged: number): string {
  if (changed === 0) return `0 of ${judged}`;
  if (changed * 2 > judged) return `${changed} of ${judged}`;
  return `1 in ${Math.round(judged / changed)}`;
}

function writeCount(judged: number, what: string): string {
  return judged === 1 ? "decided proposal" : `${judged} decided ${what}`;
}

export type Tally = Readonly<Record<"approved" | "rejected" | "done" | "snoozed", number>>;

/** "12 approved, 2 rejected in 3 minutes"; null when nothing was decided. */
export function writeTally(tally: Tally, tookMs: number): string | null {
  const parts = [
    tally.approved > 0 ? `${tally.approved.toLocaleString("en")} approved` : "",
    tally.rejected > 0 ? `${tally.rejected.toLocaleString("en")} rejected` : "",
    tally.done > 0 ? `${tally.done.toLocaleString("en")} marked done` : "",
    tally.snoozed > 0 ? `${tally.snoozed.toLocaleString("en")} put aside` : "",
  ].filter(part => part !== "");
  if (parts.length === 0) return null;
  const minutes = Math.round(tookMs / 60_000);
  const hours = Math.round(minutes / 60);
  const time =
    minutes < 1
      ? "under a minute"
      : minutes < 90
        ? `${minutes} ${minutes === 1 ? "minute" : "minutes"}`
        : `${hours} hours`;
  return `${parts.join(", ")} in ${time}`;
}
