"use client";
/** The last 24 hours in numbers; each opens to the rows it counts, and a capped one says so. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { lookUpStatus } from "#components/ui/statuses.ts";
import { confirmedQuery, connectorsQuery, countedDeliveries, type Overview } from "./overview-data.ts";

const dayMs = 24 * 60 * 60 * 1000;
const taskStatuses = [
  "completed",
  "awaiting_approval",
  "running",
  "planning",
  "queued",
  "failed",
  "cancelled",
] as const;

type Line = { label: string; count: number; href: string; hint?: string; isCapped?: boolean };

export function LastDay({ overview, className }: { overview: Overview; className?: string }) {
  const delivered = useDelivered();
  const { by_status: tasks, is_capped } = overview.tasks_last_day;
  const sends = overview.deliveries_last_day.by_status;
  const taskLines = taskStatuses
    .filter(status => (tasks[status] ?? 0) > 0)
    .map(status => ({
      label: lookUpStatus("task", status).word,
      count: tasks[status] ?? 0,
      href: `/timeline?status=${status}&range=day`,
    }));
  const held = (sends.intended ?? 0) + (sends.sending ?? 0);
  const sendLines: Line[] = [
    { label: "Sent", count: delivered.sent, href: "/approvals?tab=decided", isCapped: delivered.isCapped },
    {
      label: "Kept in the outbox",
      count: delivered.kept,
      href: "/approvals?tab=decided",
      hint: "not sent",
      isCapped: delivered.isCapped,
    },
    { label: "Held, can be recalled", count: held, href: "/approvals?tab=decided" },
    { label: "Not delivered", count: sends.failed ?? 0, href: "/approvals?tab=decided" },
    { label: "Outcome unknown", count: sends.unknown ?? 0, href: "/approvals?tab=decided" },
    { label: "Recalled", count: sends.recalled ?? 0, href: "/approvals?tab=decided" },
  ].filter(line => line.count > 0);
  const total = Object.values(tasks).reduce((sum, count) => sum + count, 0);
  return (
    <Card aria-label="Since yesterday" className={className}>
      <CardHeader title="Since yesterday" description="The last 24 hours" />
      <Group
        title="Tasks"
        href={"/timeline?range=day"}
        total={total}
        isCapped={is_capped}
        lines={taskLines}
        nothing="No task ran."
      />
      <Group title="Messages" lines={sendLines} nothing="Nothing was sent or kept." />
      <p className="flex items-baseline justify-between gap-3 px-4 py-2.5 text-sm">
        <span className="text-muted">Spent on models today</span>
        <span className="tabular-nums">
          {formatMicros(overview.spend_today.spent_micros)}
          <span className="text-faint"> of {formatMicros(overview.spend_today.budget_micros)}</span>
        </span>
      </p>
    </Card>
  );
}

type GroupProps = {
  title: string;
  lines: readonly Line[];
  nothing: string;
  href?: string;
  total?: number;
  isCapped?: boolean;
};

function Group({ title, lines, nothing, href, total, isCapped }: GroupProps) {
  return (
    <div className="border-b px-4 py-2.5">
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <h3 className="font-medium text-xs text-faint">{title}</h3>
        {href !== undefined && total !== undefined && total > 0 ? (
          <Link
            href={href}
            className="inline-flex items-center justify-end font-medium tabular-nums hover:underline max-md:min-h-11 max-md:min-w-11"
          >
            {total.toLocaleString("en")}
            {isCapped ? "+" : ""}
          </Link>
        ) : null}
      </div>
      {lines.length === 0 ? <p className="text-muted text-sm">{nothing}</p> : null}
      <ul>
        {lines.map(line => (
          <li key={line.label}>
            <Link
              href={line.href}
              className="-mx-1.5 flex min-h-7 items-center justify-between gap-3 rounded-sm px-1.5 text-sm hover:bg-hover max-md:min-h-11"
            >
              <span className="truncate">
                {line.label}
                {line.hint ? <span className="text-faint"> ({line.hint})</span> : null}
              </span>
              <span className="tabular-nums">
                {line.count.toLocaleString("en")}
                {line.isCapped ? "+" : ""}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Confirmed deliveries of the last day by whether they left the house: the connector's own word, never a guess. */
function useDelivered(): { sent: number; kept: number; isCapped: boolean } {
  const confirmed = useQuery(confirmedQuery);
  const connectors = useQuery(connectorsQuery);
  const rows = confirmed.data?.data ?? [];
  const localNames = new Set((connectors.data?.data ?? []).filter(one => one.is_local).map(one => one.name));
  const since = Date.now() - dayMs;
  const recent = rows.filter(row => Date.parse(row.created_at) >= since);
  const kept = recent.filter(row => row.connector !== null && localNames.has(row.connector)).length;
  return { sent: recent.length - kept, kept, isCapped: recent.length === countedDeliveries };
}
