"use client";
/** How far something is, in words as well as length; null means under way with no known end. */
import { useId } from "react";
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
  const labelId = useId();
  const words = value === null ? "" : `${value.toLocaleString("en")} of ${max.toLocaleString("en")}`;
  const share = value === null || max <= 0 ? undefined : `${Math.min(100, Math.max(0, (value / max) * 100))}%`;
  return (
    <div
      role="progressbar"
      aria-labelledby={labelId}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value ?? undefined}
      aria-valuetext={words || "under way"}
      className={joinClasses("flex w-full flex-col gap-1", className)}
    >
      <div className={joinClasses("flex justify-between gap-3 text-xs", isLabelHidden && "sr-only")}>
        <span id={labelId} className="truncate text-muted">
          {label}
        </span>
        <span className="shrink-0 text-muted tabular-nums">{words}</span>
      </div>
      <div className="h-1.5 overflow-hidden rounded-full bg-idle-soft">
        <div
          style={{ width: share }}
          className={joinClasses(
            "h-full rounded-full transition-[width] duration-200",
            tones[tone],
            value === null && "w-1/3 animate-indeterminate",
          )}
        />
      </div>
    </div>
  );
}
