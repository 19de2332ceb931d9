"use client";
/** An instant in relative words that stay true, with the exact time and zone on hover. */
import { useClockText, useZoneText } from "./clock.tsx";
import { formatAbsolute, formatRelative, readInstant } from "./time-format.ts";

export type RelativeTimeProps = {
  at: string | number | Date | null | undefined;
  /** Said when there is no instant. */
  fallback?: string;
  className?: string;
};

export function RelativeTime({ at, fallback = "never", className }: RelativeTimeProps) {
  const atMs = readInstant(at);
  const words = useClockText((nowMs, timeZone) => (atMs === null ? fallback : formatRelative(atMs, nowMs, timeZone)));
  const exact = useZoneText(timeZone => (atMs === null ? "" : formatAbsolute(atMs, timeZone)));
  if (atMs === null) return <span className={className}>{fallback}</span>;
  return (
    <time dateTime={new Date(atMs).toISOString()} title={exact} className={className}>
      {words}
    </time>
  );
}
