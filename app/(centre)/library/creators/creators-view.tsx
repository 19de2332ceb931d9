"use client";
/** Creators, the most followed first. */
import { FileUp, UserRoundSearch } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { delegateCreator } from "#components/delegate/delegables.ts";
import { creatorSources } from "#components/library/creator-sources.ts";
import { writeCount, writeShare } from "#components/library/format-figures.ts";
import { LibraryFilters } from "#components/library/library-filters.tsx";
import { LibraryList } from "#components/library/library-list.tsx";
import type { Column } from "#components/library/library-table.tsx";
import { RunButton } from "#components/library/run-button.tsx";
import { useLibrary } from "#components/library/use-library.ts";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Creator } from "#lib/operations/shapes/creator.ts";

const CreatorPanel = dynamic(
  () => import("#components/library/creator-panel.tsx").then(module => module.CreatorPanel),
  { ssr: false },
);

const importLink = (
  <Link href="/contacts/import?kind=creators" className={buttonStyles({ variant: "primary" })}>
    <FileUp aria-hidden />
    Import creators
  </Link>
);
const sync = <RunButton task="creators.sync" label="Research creators" said="Researching creators" />;

const columns: readonly Column<Creator>[] = [
  { header: "Creator", cell: creator => creator.name },
  { header: "Handle", cell: creator => creator.handle, width: "w-40", isWideOnly: true },
  { header: "Platform", cell: creator => creator.platform, width: "w-24", isWideOnly: true },
  { header: "Niches", cell: creator => creator.niches.join(", ") || "–", width: "w-48", isWideOnly: true },
  { header: "Followers", cell: creator => writeCount(creator.followers), isNumeric: true, width: "w-24" },
  {
    header: "Engagement",
    cell: creator => writeShare(creator.engagement_rate),
    isNumeric: true,
    width: "w-24",
    isWideOnly: true,
  },
  { header: "Known from", cell: creator => creatorSources[creator.source], width: "w-32", isWideOnly: true },
  {
    header: "Read",
    cell: creator => <RelativeTime at={creator.read_at} className="text-faint text-xs" />,
    isNumeric: true,
    width: "w-24",
    isWideOnly: true,
  },
];

export function CreatorsView() {
  const state = useLibrary("creators");
  return (
    <>
      <LibraryFilters
        search={state.search}
        onNarrow={state.narrow}
        facets="creators"
        hasNiche
        searched="handle"
        actions={
          <>
            {sync}
            {importLink}
          </>
        }
      />
      <LibraryList
        state={state}
        nouns={["creator", "creators"]}
        columns={columns}
        idOf={creator => creator.id}
        delegable={delegateCreator}
        empty={
          <EmptyState
            title="No creator is known yet"
            icon={UserRoundSearch}
            action={
              <>
                {importLink}
                {sync}
              </>
            }
          >
            Whoever leads your niches, with what they post. Connect market research, import a list, or import posts: the
            creators agent finds who leads in them.
          </EmptyState>
        }
      />
      {state.openId === null ? null : <CreatorPanel id={state.openId} onClose={state.close} />}
    </>
  );
}
