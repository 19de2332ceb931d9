"use client";
/** The workspace's time zone, found by typing a city; its list loads when somebody reaches for it. */
import { lazy, Suspense, useEffect, useState } from "react";

export type TimeZoneFieldProps = { value: string; onChoose: (zone: string) => void };

const TimeZonePicker = lazy(() =>
  import("./time-zone-picker.tsx").then(module => ({ default: module.TimeZonePicker })),
);

export function TimeZoneField(props: TimeZoneFieldProps) {
  const [isHydrated, setIsHydrated] = useState(false);
  useEffect(() => setIsHydrated(true), []);
  const outline = (
    <div
      aria-hidden
      className="field-surface flex h-8 w-64! max-w-full items-center px-2.5 text-sm max-md:h-11 max-md:w-full!"
    >
      {props.value.replaceAll("_", " ")}
    </div>
  );
  if (!isHydrated) return outline;
  return (
    <Suspense fallback={outline}>
      <TimeZonePicker {...props} />
    </Suspense>
  );
}
