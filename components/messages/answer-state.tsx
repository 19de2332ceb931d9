"use client";
/** How it stands with an answer that a person owes: wanted by when, or overdue since. */
import { useClockText } from "#components/ui/clock.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { isPast } from "./message-words.ts";

export type AnswerStateProps = { until: string | null; count?: number };

export function AnswerState({ until, count = 1 }: AnswerStateProps) {
  const what = count === 1 ? "Answer" : "answers";
  const words = useClockText(nowMs => (isPast(until, nowMs) ? "overdue" : "wanted"));
  const number = count === 1 ? "" : `${count.toLocaleString("en")} `;
  if (until === null) return <span>{`${number}${what} wanted`}</span>;
  return (
    <span className={words === "overdue" ? "text-danger" : undefined}>
      {words === "overdue" ? `${number}${what} overdue since ` : `${number}${what} wanted `}
      <RelativeTime at={until} />
    </span>
  );
}
