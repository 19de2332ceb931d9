"use client";
/** The one summary of a sweep: a line for each agent, and whether it reached the chat. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { DeliveryBadge } from "#components/approvals/delivery-badge.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { SummaryParts } from "./summary-parts.tsx";
import { readSummaryQuery, type SweepSummary } from "./sweep-data.ts";

const unwritten: Record<Exclude<SweepSummary["state"], "ready">, string> = {
  waiting: "It is written when every agent has ended, and thirty minutes after the start at the latest.",
  working: "It is being written.",
  failed: "It could not be written. Its task says why; running the task again writes and sends it.",
  none: "This sweep was not summed up.",
};

export function SummaryCard({ sweepId }: { sweepId: string }) {
  const { data, error, refetch, isFetching } = useQuery(readSummaryQuery(sweepId));
  return (
    <Card aria-label="Summary">
      <CardHeader
        title="Summary"
        description={data?.state === "ready" ? "Press a number or a name to see where it comes from." : undefined}
        actions={data?.message ? <MessageState message={data.message} /> : null}
      />
      <CardBody>
        {data ? (
          <Written summary={data} />
        ) : error ? (
          <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <SkeletonRows count={4} label="Loading the summary" />
        )}
      </CardBody>
    </Card>
  );
}

function Written({ summary }: { summary: SweepSummary }) {
  if (summary.state !== "ready") {
    return (
      <p className="text-muted text-sm" aria-live="polite">
        {unwritten[summary.state]}{" "}
        {summary.state === "failed" && summary.task_id !== null ? (
          <Link href={`/tasks/${summary.task_id}`} className="text-accent underline underline-offset-2">
            Open the task
          </Link>
        ) : null}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <p className="font-medium">
        <SummaryParts parts={summary.headline} />
      </p>
      <ul className="flex flex-col gap-2 text-sm leading-relaxed">
        {summary.lines.map(line => (
          <li
            key={line.domain}
            className={`min-w-0 break-words border-l-2 pl-3 ${tones[line.status] ?? "border-line"}`}
          >
            <SummaryParts parts={line.parts} />
          </li>
        ))}
      </ul>
      {summary.is_complete === false ? (
        <p className="text-muted text-xs">The time was up before every agent had ended.</p>
      ) : null}
    </div>
  );
}

const tones: Record<string, string> = { failed: "border-danger", skipped: "border-warn", cancelled: "border-warn" };

function MessageState({ message }: { message: NonNullable<SweepSummary["message"]> }) {
  const { delivery_status: status, account } = message;
  return (
    <Link
      href={`/approvals/${message.approval_id}`}
      className="inline-flex items-center gap-2 rounded-sm text-muted text-xs max-md:min-h-11"
    >
      <span className="max-sm:sr-only">Chat message</span>
      {status === null ? (
        <StatusBadge kind="approval" status={message.approval_status} />
      ) : (
        <DeliveryBadge delivery={{ status, account }} />
      )}
    </Link>
  );
}
