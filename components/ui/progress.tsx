"use client";
/** How far something is, in words as well as length; null means under way with no known end. */
import { Progress as BaseProgress } from "@base-ui/react/progress";
import { joinClasses } from "./join-classes.ts";

export type ProgressProps = {
  label: string;
  value: number | null;
  max?: number;
  isLabelHidden?: boolean;
  tone?: "accent" | "ok" | "warn" | "danger";
  className?: string;
};

const tones = { accent: "bg-accent", ok: "bg-ok", warn: "bg-warn", danger: "bg-danger" };

export function Progress({ label, value, max = 100, isLabelHidden, tone = "accent", className }: ProgressProps) {
  const words = value === null ? "" : `${value.toLocaleString("en")} of ${max.toLocaleString("en")}`;
  return (
    <BaseProgress.Root
      value={value}
      max={max}
      getAriaValueText={() => words || "under way"}
      className={joinClasses("flex w-full flex-col gap-1", className)}
    >
      <div className={joinClasses("flex justify-between gap-3 text-xs", isLabelHidden && "sr-only")}>
        <BaseProgress.Label className="truncate text-muted">{label}</BaseProgress.Label>
        <span className="shrink-0 text-muted tabular-nums">{words}</span>
      </div>
      <BaseProgress.Track className="h-1.5 overflow-hidden rounded-full bg-idle-soft">
        <BaseProgress.Indicator
          className={joinClasses(
            "block h-full rounded-full transition-[width] duration-200",
            tones[tone],
            value === null && "w-1/3! animate-indeterminate",
          )}
        />
      </BaseProgress.Track>
    </BaseProgress.Root>
  );
}
