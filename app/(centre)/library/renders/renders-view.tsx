"use client";
/** Videos in production, newest first, with how far each has come. */
import { Clapperboard } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { delegateRender } from "#components/delegate/delegables.ts";
import { renderStates } from "#components/library/library-data.ts";
import { LibraryFilters } from "#components/library/library-filters.tsx";
import { LibraryList } from "#components/library/library-list.tsx";
import type { Column } from "#components/library/library-table.tsx";
import { renderWords } from "#components/library/queue-words.ts";
import { useLibrary } from "#components/library/use-library.ts";
import { Badge } from "#components/ui/badge.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { RenderJob } from "#lib/operations/shapes/render-job.ts";

const RenderPanel = dynamic(() => import("#components/library/render-panel.tsx").then(module => module.RenderPanel), {
  ssr: false,
});

const briefLink = (
  <Link href="/agents/remotion?run=remotion.brief" className={buttonStyles({})}>
    <Clapperboard aria-hidden />
    Brief a video
  </Link>
);

const columns: readonly Column<RenderJob>[] = [
  { header: "Video", cell: job => job.title },
  { header: "Format", cell: job => job.format, width: "w-28", isWideOnly: true },
  { header: "Scenes", cell: job => job.scene_count, isNumeric: true, width: "w-20", isWideOnly: true },
  {
    header: "Status",
    cell: job => (
      <Badge tone={renderWords[job.status].tone}>
        {renderWords[job.status].word}
        {job.status === "rendering" ? ` ${Math.round(100 * job.progress)} %` : ""}
      </Badge>
    ),
    width: "w-36",
  },
  { header: "Problem", cell: job => job.error ?? "–", width: "w-56", isWideOnly: true },
  {
    header: "Ordered",
    cell: job => <RelativeTime at={job.created_at} className="text-faint text-xs" />,
    isNumeric: true,
    width: "w-24",
  },
];

export function RendersView() {
  const state = useLibrary("renders");
  return (
    <>
      <LibraryFilters
        search={state.search}
        onNarrow={state.narrow}
        states={{
          label: "Status of the videos",
          any: "Whatever their status",
          options: renderStates.map(value => ({ value, label: renderWords[value].word })),
        }}
        actions={briefLink}
      />
      <LibraryList
        state={state}
        nouns={["video", "videos"]}
        columns={columns}
        idOf={job => job.id}
        delegable={delegateRender}
        empty={
          <EmptyState title="No video is being made" icon={Clapperboard} action={briefLink}>
            Give the video agent a brief: it writes the scenes, renders a film with captions, and proposes to publish
            it.
          </EmptyState>
        }
      />
      {state.openId === null ? null : <RenderPanel id={state.openId} onClose={state.close} />}
    </>
  );
}
