"use client";
/** Trends as of the last detection, the strongest first, each strength with the parts it adds up from. */
import { TrendingUp } from "lucide-react";
import dynamic from "next/dynamic";
import { ScoreBar } from "#components/contacts/score-bar.tsx";
import { delegateTrend } from "#components/delegate/delegables.ts";
import { writeCount } from "#components/library/format-figures.ts";
import { LibraryFilters } from "#components/library/library-filters.tsx";
import { LibraryList } from "#components/library/library-list.tsx";
import type { Column } from "#components/library/library-table.tsx";
import { RunButton } from "#components/library/run-button.tsx";
import { useLibrary } from "#components/library/use-library.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Trend } from "#lib/operations/shapes/trend.ts";

const TrendPanel = dynamic(() => import("#components/library/trend-panel.tsx").then(module => module.TrendPanel), {
  ssr: false,
});

const detect = <RunButton task="trends.detect" label="Detect trends" said="Detecting trends" />;

const columns: readonly Column<Trend>[] = [
  { header: "Niche", cell: trend => trend.niche },
  {
    header: "Strength",
    cell: trend => <ScoreBar score={trend.strength} parts={trend.parts} />,
    width: "w-36 md:w-56",
  },
  { header: "Platforms", cell: trend => trend.platforms.join(", "), width: "w-48", isWideOnly: true },
  { header: "Posts", cell: trend => writeCount(trend.post_count), isNumeric: true, width: "w-20" },
  {
    header: "Bursts",
    cell: trend => writeCount(trend.bursts.length),
    isNumeric: true,
    width: "w-20",
    isWideOnly: true,
  },
  {
    header: "Reactions each",
    cell: trend => writeCount(trend.avg_engagement),
    isNumeric: true,
    width: "w-32",
    isWideOnly: true,
  },
  {
    header: "Window ends",
    cell: trend => <RelativeTime at={trend.detected_at} className="text-faint text-xs" />,
    isNumeric: true,
    width: "w-28",
    isWideOnly: true,
  },
];

export function TrendsView() {
  const state = useLibrary("trends");
  return (
    <>
      <LibraryFilters search={state.search} onNarrow={state.narrow} facets="posts" actions={detect} />
      <LibraryList
        state={state}
        nouns={["trend", "trends"]}
        columns={columns}
        idOf={trend => trend.niche}
        delegable={delegateTrend}
        empty={
          <EmptyState title="No trend has been looked for yet" icon={TrendingUp} action={detect}>
            The trends agent finds the niches that move across platforms, how strongly, and when they burst. It needs
            posts: import some, then let it look.
          </EmptyState>
        }
      />
      {state.openId === null ? null : <TrendPanel niche={state.openId} onClose={state.close} />}
    </>
  );
}
