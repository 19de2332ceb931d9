"use client";
/** A moment to the minute in the reader's zone, for stretches that lie within a day. */
import { useClockText } from "#components/ui/clock.tsx";

export function ExactTime({ at }: { at: string }) {
  const words = useClockText((_, timeZone) =>
    new Intl.DateTimeFormat("en-GB", {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
      timeZone,
    }).format(Date.parse(at)),
  );
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {words}
    </time>
  );
}
