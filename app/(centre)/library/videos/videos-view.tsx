"use client";
/** Videos, the latest published first: their tags, how sure those are, and their newest numbers. */
import { FileUp, SquarePlay } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { delegateVideo } from "#components/delegate/delegables.ts";
import { writeCount } from "#components/library/format-figures.ts";
import { LibraryFilters } from "#components/library/library-filters.tsx";
import { LibraryList } from "#components/library/library-list.tsx";
import type { Column } from "#components/library/library-table.tsx";
import { RunButton } from "#components/library/run-button.tsx";
import { useLibrary } from "#components/library/use-library.ts";
import { VideoTagBadge } from "#components/library/video-tag-badge.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Video } from "#lib/operations/shapes/video.ts";

const VideoPanel = dynamic(() => import("#components/library/video-panel.tsx").then(module => module.VideoPanel), {
  ssr: false,
});

const importLink = (
  <Link href="/contacts/import?kind=videos" className={buttonStyles({ variant: "primary" })}>
    <FileUp aria-hidden />
    Import videos
  </Link>
);
const analyze = <RunButton task="youtube.analyze" label="Tag videos" said="Tagging videos" />;

const columns: readonly Column<Video>[] = [
  { header: "Video", cell: video => video.title },
  { header: "Channel", cell: video => video.channel_title ?? "–", width: "w-44", isWideOnly: true },
  { header: "Niche", cell: video => <VideoTagBadge tag={video.niche} />, width: "w-40", isWideOnly: true },
  { header: "Offer", cell: video => <VideoTagBadge tag={video.offer} />, width: "w-36", isWideOnly: true },
  { header: "Views", cell: video => writeCount(video.views), isNumeric: true, width: "w-20" },
  { header: "Likes", cell: video => writeCount(video.likes), isNumeric: true, width: "w-20", isWideOnly: true },
  {
    header: "Published",
    cell: video => (
      <span className="text-faint text-xs">
        {video.published_at === null && video.read_at !== null ? "seen " : null}
        <RelativeTime at={video.published_at ?? video.read_at} fallback="not known" />
      </span>
    ),
    isNumeric: true,
    width: "w-28",
    isWideOnly: true,
  },
];

export function VideosView() {
  const state = useLibrary("videos");
  return (
    <>
      <LibraryFilters
        search={state.search}
        onNarrow={state.narrow}
        facets="videos"
        hasNiche
        searched="title or channel"
        states={{
          label: "Tagged",
          any: "Tagged or not",
          options: [
            { value: "tagged", label: "With a niche" },
            { value: "untagged", label: "Without a niche" },
          ],
        }}
        actions={
          <>
            {analyze}
            {importLink}
          </>
        }
      />
      <LibraryList
        state={state}
        nouns={["video", "videos"]}
        columns={columns}
        idOf={video => video.id}
        delegable={delegateVideo}
        empty={
          <EmptyState title="No video is known yet" icon={SquarePlay} action={importLink}>
            The YouTube agent tags videos with niche, offer and type, and learns which of them resonate. Import a list,
            or connect YouTube and run its agent.
          </EmptyState>
        }
      />
      {state.openId === null ? null : <VideoPanel id={state.openId} onClose={state.close} />}
    </>
  );
}
