/** A row of numbers as a small line beside the figure it belongs to: plain SVG with no script; refuses to stand without words. */
import { joinClasses } from "#components/ui/join-classes.ts";
import { traceSparkline } from "./trace-sparkline.ts";

export type SparklineProps = {
  /** Oldest first, at even distances; null where nothing was measured, which leaves a gap. */
  values: readonly (number | null)[];
  /** What a screen reader hears: "Approved per day, 30 days: from 2 to 9". Empty when the figure beside it says it all. */
  label: string;
  tone?: keyof typeof tones;
  /** The least top of the scale, so that a row of ones does not look like a mountain; 1 for shares. */
  leastTop?: number;
  className?: string;
};

const tones = {
  accent: "text-chart-1",
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
  neutral: "text-faint",
} as const;

export function Sparkline({ values, label, tone = "accent", leastTop = 0, className }: SparklineProps) {
  const { line, area, end } = traceSparkline(values, leastTop);
  return (
    <svg
      role="img"
      aria-label={label}
      aria-hidden={label === "" || undefined}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className={joinClasses("block h-8 w-24 overflow-visible", tones[tone], className)}
    >
      <path d={area} className="fill-current opacity-12" />
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      {end === null ? null : (
        // A line of no length with a round cap stays a circle, however the picture is stretched.
        <path
          d={`M${end.x} ${end.y}h0`}
          stroke="currentColor"
          strokeWidth={4.5}
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
