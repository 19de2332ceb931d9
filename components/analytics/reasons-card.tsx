"use client";
/** Why people rejected, in their own words: equal ones together, the most frequent first, each opening its rejections. */
import { Card, CardHeader } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Analytics } from "#lib/operations/shapes/analytics.ts";
import { writeCount } from "./figure-words.ts";
import type { OpenRows } from "./use-analytics.ts";

export function ReasonsCard({ analytics, onOpen }: { analytics: Analytics; onOpen: OpenRows }) {
  const { reasons, totals } = analytics;
  const most = Math.max(1, ...reasons.map(reason => reason.count));
  return (
    <Card aria-label="Reasons of rejections" className="overflow-clip">
      <CardHeader
        title="Why people rejected"
        description={`${writeCount(totals.counts.rejected)} ${totals.counts.rejected === 1 ? "rejection" : "rejections"}, reasons as they were written`}
      />
      {reasons.length === 0 ? (
        <p className="px-4 py-8 text-center text-muted text-sm">Nothing was rejected in these days.</p>
      ) : (
        <ul className="divide-y divide-line">
          {reasons.map(({ reason, count, latest_at }) => (
            <li key={reason}>
              <button
                type="button"
                className="grid min-h-10 w-full grid-cols-[minmax(0,1fr)_6rem_2.5rem] items-center gap-x-4 px-4 py-1.5 text-left text-sm outline-offset-[-2px] hover:bg-hover max-md:min-h-11 max-md:grid-cols-[minmax(0,1fr)_2.5rem] md:grid-cols-[minmax(0,1fr)_7rem_8rem_2.5rem]"
                onClick={() => onOpen({ measure: "rejected", reason })}
              >
                <span className="min-w-0 truncate" title={reason}>
                  {reason}
                </span>
                <RelativeTime at={latest_at} className="text-muted text-xs max-md:hidden" />
                <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-idle-soft max-md:hidden">
                  <span className="block h-full bg-danger" style={{ width: `${(count / most) * 100}%` }} />
                </span>
                <span className="text-right tabular-nums">{writeCount(count)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
