/** What the outreach queue holds for a person: stage, their own best hour, and what became of it. */
import Link from "next/link";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import { formatAbsolute } from "#components/ui/time-format.ts";
import type { QueuedMessage } from "#lib/operations/shapes/outreach-queue.ts";

const stages: Record<QueuedMessage["stage"], string> = {
  answer: "Answer to their reply",
  "first-touch": "First message",
  reconnect: "Picking up an earlier contact",
  "follow-up": "Follow-up",
};

const looks: Record<QueuedMessage["status"], { word: string; tone: BadgeTone }> = {
  queued: { word: "Planned", tone: "neutral" },
  drafted: { word: "Drafted", tone: "info" },
  proposed: { word: "Proposed", tone: "waiting" },
  sent: { word: "Sent", tone: "ok" },
  kept: { word: "Kept in outbox, not sent", tone: "warn" },
  failed: { word: "Not sent", tone: "danger" },
  stopped: { word: "Stopped", tone: "neutral" },
};

export function PlannedList({ planned }: { planned: readonly QueuedMessage[] }) {
  return (
    <ul className="divide-y divide-line">
      {planned.map(message => (
        <li key={message.id} className="flex flex-col gap-1 px-4 py-2.5 text-sm">
          <div className="flex flex-wrap items-center gap-2">
            <span className="font-medium">
              {stages[message.stage]}
              {message.stage === "follow-up" ? `, message ${message.step}` : ""}
            </span>
            <Badge tone={looks[message.status].tone}>{looks[message.status].word}</Badge>
            {message.approval_id === null ? null : (
              <Link
                href={`/approvals/${message.approval_id}`}
                className="ml-auto inline-flex items-center text-accent text-xs underline underline-offset-2 max-md:min-h-11"
              >
                Open the proposal
              </Link>
            )}
          </div>
          <p className="text-muted text-xs">
            {message.status === "queued" || message.status === "drafted" || message.status === "proposed"
              ? `Best hour: ${formatAbsolute(Date.parse(message.due_at), message.time_zone)}`
              : (message.status_reason ?? message.reason)}
          </p>
        </li>
      ))}
    </ul>
  );
}
