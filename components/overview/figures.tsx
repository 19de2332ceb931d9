"use client";
/** Four figures with the line of the last fourteen days; each opens to the rows it counts. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Sparkline, type SparklineProps } from "#components/charts/sparkline.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { type Analytics, type Overview, shownDays, trendsQuery } from "./overview-data.ts";

type Day = Analytics["days"][number];

type Figure = {
  label: string;
  href: string;
  value: string;
  note: string;
  tone?: SparklineProps["tone"];
  /** What a day counts for the line. */
  measure: (day: Day) => number;
};

/** Whose changes alter the figures. Not each task: its sweep tells when it is over. */
const countedEntities = ["approval", "delivery", "sweep"] as const;

const write = (count: number) => count.toLocaleString("en");

function writeKept(sent: number, kept: number): string {
  if (sent + kept === 0) return "none yet";
  if (kept === 0) return "all sent";
  return sent === 0 ? "all kept in the outbox" : `${write(kept)} kept in the outbox`;
}

export function Figures({ overview, className }: { overview: Overview; className?: string }) {
  const trends = useQuery(trendsQuery);
  usePulse(countedEntities, trendsQuery.queryKey);
  const days = trends.data?.days ?? [];
  const sum = (measure: (day: Day) => number) => days.reduce((total, day) => total + measure(day), 0);
  const decided = (day: Day) => day.approved_unedited + day.approved_edited + day.done + day.rejected;
  const ended = (day: Day) => day.tasks_succeeded + day.tasks_failed;
  const failed = sum(day => day.tasks_failed);
  const sent = sum(day => day.delivered);
  const kept = sum(day => day.kept);
  const accepted = sum(day => decided(day) - day.rejected);
  const figures: Figure[] = [
    {
      label: "Decisions",
      href: "/approvals?tab=decided",
      value: write(sum(decided)),
      note: sum(decided) === 0 ? "none yet" : `${write(accepted)} approved`,
      tone: "accent",
      measure: decided,
    },
    {
      label: "Tasks",
      href: "/timeline",
      value: write(sum(ended)),
      note: sum(ended) === 0 ? "none yet" : failed === 0 ? "none failed" : `${write(failed)} failed`,
      tone: "ok",
      measure: ended,
    },
    {
      label: "Deliveries",
      href: "/analytics",
      value: write(sent + kept),
      note: writeKept(sent, kept),
      tone: "accent",
      measure: day => day.delivered + day.kept,
    },
    {
      label: "Spent on models",
      href: "/analytics",
      value: formatMicros(sum(day => day.cost_micros)),
      note: `${formatMicros(overview.spend_today.spent_micros)} of ${formatMicros(overview.spend_today.budget_micros)} today`,
      tone: "neutral",
      measure: day => day.cost_micros,
    },
  ];
  return (
    <section aria-label={`The last ${shownDays} days`} className={className}>
      <ul className="grid grid-cols-2 overflow-hidden rounded-lg border bg-line shadow-card [gap:1px] lg:grid-cols-4">
        {figures.map(figure => (
          <li key={figure.label} className="min-w-0 bg-surface">
            <Link
              href={figure.href}
              className="flex h-[5.25rem] min-w-0 flex-col justify-between gap-1 px-4 py-3 outline-offset-[-2px] transition-colors duration-75 hover:bg-hover"
            >
              <span className="flex items-baseline justify-between gap-2 text-xs">
                <span className="truncate text-muted">{figure.label}</span>
                <span className="shrink-0 text-faint max-sm:hidden">{shownDays} days</span>
              </span>
              <span className="flex items-end justify-between gap-3">
                <span className="min-w-0">
                  <span className="block truncate font-semibold text-lg tabular-nums leading-6">
                    {trends.data ? figure.value : "–"}
                  </span>
                  <span className="block truncate text-faint text-xs">{trends.data ? figure.note : ""}</span>
                </span>
                {days.some(day => figure.measure(day) > 0) ? (
                  <Sparkline
                    values={days.map(figure.measure)}
                    leastTop={4}
                    label=""
                    tone={figure.tone}
                    className="h-8 w-24 shrink-0 max-sm:w-14"
                  />
                ) : null}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
