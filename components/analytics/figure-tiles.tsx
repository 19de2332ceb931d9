"use client";
/** The figures of the whole range: each with what it likely is, how it moved, and the rows behind it one press away. */
import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { Sparkline, type SparklineProps } from "#components/charts/sparkline.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { Card } from "#components/ui/card.tsx";
import type { Analytics, DayFigures } from "#lib/operations/shapes/analytics.ts";
import {
  type ChangeWords,
  writeChange,
  writeCost,
  writeCount,
  writeDecisionTime,
  writeInterval,
  writeShare,
} from "./figure-words.ts";
import { IntervalBar } from "./interval-bar.tsx";
import type { Opening, OpenRows } from "./use-analytics.ts";

type Tile = {
  label: string;
  value: string;
  interval: string;
  share?: Parameters<typeof IntervalBar>[0]["share"];
  change: ChangeWords;
  opens: Opening;
  openLabel: string;
  line: readonly (number | null)[];
  tone?: SparklineProps["tone"];
  leastTop?: number;
};

export function FigureTiles({ analytics, onOpen }: { analytics: Analytics; onOpen: OpenRows }) {
  return (
    <ul className="mb-5 grid gap-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-6">
      {listTiles(analytics).map(tile => (
        <li key={tile.label} className="min-w-0">
          <Card className="h-full transition-colors focus-within:border-line-strong hover:border-line-strong">
            <button
              type="button"
              className="flex h-full w-full flex-col rounded-lg p-4 text-left"
              aria-label={`${tile.label}: ${tile.value}, ${tile.interval}. ${tile.change.text}. ${tile.openLabel}`}
              onClick={() => onOpen(tile.opens)}
            >
              <span className="flex w-full items-start justify-between gap-3">
                <span className="min-w-0">
                  <span className="block truncate text-muted text-xs">{tile.label}</span>
                  <span className="block truncate font-medium text-2xl tabular-nums tracking-tight">{tile.value}</span>
                </span>
                <Sparkline
                  values={tile.line}
                  label=""
                  tone={tile.tone}
                  leastTop={tile.leastTop}
                  className="mt-1 h-8 w-20 shrink-0"
                />
              </span>
              <span className="mt-2 flex h-1.5 w-full items-center">
                {tile.share ? <IntervalBar share={tile.share} /> : null}
              </span>
              <span className="mt-1.5 block w-full truncate text-muted text-xs">{tile.interval}</span>
              <span className="mt-0.5 flex w-full items-center gap-1 text-muted text-xs">
                <ChangeMark direction={tile.change.direction} />
                <span className="min-w-0 truncate">{tile.change.text}</span>
              </span>
            </button>
          </Card>
        </li>
      ))}
    </ul>
  );
}

function ChangeMark({ direction }: { direction: ChangeWords["direction"] }) {
  const Mark = { up: ArrowUp, down: ArrowDown, same: Minus }[direction];
  return <Mark aria-hidden className="size-3 shrink-0" />;
}

function listTiles({ totals, before, changes, days, range }: Analytics): Tile[] {
  const line = (read: (day: DayFigures) => number | null) => days.map(read);
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const accepted = (day: DayFigures) => day.approved_unedited + day.approved_edited + day.done;
  const decision = writeDecisionTime(totals.decision);
  const perApproved = writeCost(totals.cost_per_approved);
  const lastClosed = days.findLast(day => !day.are_answers_open)?.day;
  const open = totals.responses_open;
  return [
    {
      label: "Success of tasks",
      value: writeShare(totals.success),
      interval: writeInterval(totals.success),
      share: totals.success,
      change: writeChange(changes.success, before.success),
      opens: { measure: "tasks_ended" },
      openLabel: `Open the ${totals.success.whole} tasks`,
      line: line(day => share(day.tasks_succeeded, day.tasks_succeeded + day.tasks_failed)),
      leastTop: 1,
      tone: "ok",
    },
    {
      label: "Approved by people",
      value: writeShare(totals.approval),
      interval: writeInterval(totals.approval),
      share: totals.approval,
      change: writeChange(changes.approval, before.approval),
      opens: { measure: "decided" },
      openLabel: `Open the ${totals.approval.whole} decisions`,
      line: line(day => share(accepted(day), accepted(day) + day.rejected)),
      leastTop: 1,
      tone: "ok",
    },
    {
      label: "Edited before approval",
      value: writeShare(totals.edited),
      interval: writeInterval(totals.edited),
      share: totals.edited,
      change: writeChange(changes.edited, before.edited),
      opens: { measure: "approved_edited" },
      openLabel: `Open the ${totals.edited.part} edited ones`,
      line: line(day => share(day.approved_edited, day.approved_edited + day.approved_unedited)),
      leastTop: 1,
      tone: "accent",
    },
    {
      label: "Answered within 14 days",
      value: writeShare(totals.response),
      interval:
        open.addressed > 0
          ? `${writeInterval(totals.response)}, ${writeCount(open.addressed)} still open`
          : writeInterval(totals.response),
      share: totals.response,
      change: writeChange(changes.response, before.response),
      // What the rate is of: deliveries whose days have passed; those still open when there are no others.
      opens:
        lastClosed === undefined || totals.response.whole === 0
          ? { measure: "addressed" }
          : { measure: "addressed", first: range.from, last: lastClosed },
      openLabel: "Open the deliveries",
      line: line(day => (day.are_answers_open ? null : share(day.answered, day.addressed))),
      tone: "accent",
      leastTop: 0.1,
    },
    {
      label: "Median time to decision",
      value: decision.value,
      interval: decision.interval,
      change: {
        text:
          before.decision === null
            ? "nothing before to compare with"
            : `before: ${writeDecisionTime(before.decision).value}`,
        direction: "same",
      },
      opens: { measure: "decided" },
      openLabel: `Open the ${totals.decision?.decisions ?? 0} decisions`,
      line: line(day => day.median_seconds),
      tone: "neutral",
    },
    {
      label: "Cost of models",
      value: formatMicros(totals.counts.cost_micros),
      interval:
        totals.counts.model_calls === 0
          ? "no model was called"
          : `${perApproved.value} per approval, ${perApproved.interval}`,
      change: { text: `before: ${formatMicros(before.counts.cost_micros)}`, direction: "same" },
      opens: { measure: "model_calls" },
      openLabel: `Open the ${totals.counts.model_calls} model calls`,
      line: line(day => day.cost_micros),
      tone: "neutral",
    },
  ];
}
