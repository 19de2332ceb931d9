/** A share on a line from 0 to 100 %, with the stretch it likely lies in; the words beside it say the same. */
import type { Share } from "#lib/operations/shapes/analytics.ts";

export function IntervalBar({ share }: { share: Share }) {
  if (share.rate === null || share.low === null || share.high === null) return null;
  const left = `${share.low * 100}%`;
  const width = `${Math.max(1, (share.high - share.low) * 100)}%`;
  return (
    <span aria-hidden className="relative block h-1.5 w-full rounded-full bg-idle-soft">
      <span
        className={`absolute inset-y-0 rounded-full ${share.is_few ? "bg-line-strong" : "bg-chart-1 opacity-45"}`}
        style={{ left, width }}
      />
      {share.is_few ? null : (
        <span
          className="absolute -inset-y-0.5 w-0.5 rounded-full bg-text"
          style={{ left: `calc(${share.rate * 100}% - 1px)` }}
        />
      )}
    </span>
  );
}
