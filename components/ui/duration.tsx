"use client";
/** How long something took, or how long it has been running: ticks until it has an end. */
import { useClockText } from "./clock.tsx";
import { joinClasses } from "./join-classes.ts";
import { formatDuration, readInstant } from "./time-format.ts";

export type DurationProps = {
  /** A finished span; wins over the two instants. */
  durationMs?: number | null;
  startedAt?: string | number | Date | null;
  endedAt?: string | number | Date | null;
  fallback?: string;
  className?: string;
};

export function Duration({ durationMs, startedAt, endedAt, fallback = "–", className }: DurationProps) {
  const startMs = readInstant(startedAt);
  const endMs = readInstant(endedAt);
  const words = useClockText(nowMs => {
    if (durationMs !== null && durationMs !== undefined) return formatDuration(durationMs);
    if (startMs === null) return fallback;
    return endMs === null
      ? formatDuration(Math.floor((nowMs - startMs) / 1000) * 1000)
      : formatDuration(endMs - startMs);
  });
  return <span className={joinClasses("tabular-nums", className)}>{words}</span>;
}

/** Time left until an instant: "4 min 05 s left", then what happens at the end. */
export function Countdown({
  until,
  afterwards,
  className,
}: {
  until: string | number | Date;
  afterwards: string;
  className?: string;
}) {
  const untilMs = readInstant(until);
  const words = useClockText(nowMs =>
    untilMs === null || untilMs <= nowMs
      ? afterwards
      : `${formatDuration(Math.ceil((untilMs - nowMs) / 1000) * 1000)} left`,
  );
  return <span className={joinClasses("tabular-nums", className)}>{words}</span>;
}
