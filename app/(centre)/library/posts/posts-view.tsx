"use client";
/** Posts, the latest first: whose, about what, and what they got. */
import { FileUp, MessageSquareText } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { delegatePost } from "#components/delegate/delegables.ts";
import { sumReactions, writeCount } from "#components/library/format-figures.ts";
import { LibraryFilters } from "#components/library/library-filters.tsx";
import { LibraryList } from "#components/library/library-list.tsx";
import type { Column } from "#components/library/library-table.tsx";
import { useLibrary } from "#components/library/use-library.ts";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Post } from "#lib/operations/shapes/post.ts";

const PostPanel = dynamic(() => import("#components/library/post-panel.tsx").then(module => module.PostPanel), {
  ssr: false,
});

const importLink = (
  <Link href="/contacts/import?kind=posts" className={buttonStyles({ variant: "primary" })}>
    <FileUp aria-hidden />
    Import posts
  </Link>
);

const columns: readonly Column<Post>[] = [
  { header: "Post", cell: post => post.body },
  { header: "Account", cell: post => post.account ?? "–", width: "w-32", isWideOnly: true },
  { header: "Platform", cell: post => post.platform, width: "w-24", isWideOnly: true },
  {
    header: "Niche",
    cell: post => (
      <span className="flex gap-1 overflow-hidden">
        {post.niche ?? <span className="text-faint">–</span>}
        {post.is_own ? <Badge tone="accent">Own</Badge> : null}
        {post.is_sample ? <SampleBadge /> : null}
      </span>
    ),
    width: "w-40",
    isWideOnly: true,
  },
  { header: "Reactions", cell: post => writeCount(sumReactions(post)), isNumeric: true, width: "w-24" },
  { header: "Views", cell: post => writeCount(post.views), isNumeric: true, width: "w-20", isWideOnly: true },
  {
    header: "Posted",
    cell: post => <RelativeTime at={post.posted_at} className="text-faint text-xs" />,
    isNumeric: true,
    width: "w-28",
    isWideOnly: true,
  },
];

export function PostsView() {
  const state = useLibrary("posts");
  return (
    <>
      <LibraryFilters
        search={state.search}
        onNarrow={state.narrow}
        facets="posts"
        hasNiche
        searched="account"
        states={{
          label: "Whose posts",
          any: "Whoever's",
          options: [
            { value: "own", label: "Published through here" },
            { value: "observed", label: "Observed" },
          ],
        }}
        actions={importLink}
      />
      <LibraryList
        state={state}
        nouns={["post", "posts"]}
        columns={columns}
        idOf={post => post.id}
        delegable={delegatePost}
        empty={
          <EmptyState title="No post is known yet" icon={MessageSquareText} action={importLink}>
            Trends, posting times and the content mix are learned from posts with their numbers. Import yours and those
            of others; what is published from here adds itself.
          </EmptyState>
        }
      />
      {state.openId === null ? null : <PostPanel id={state.openId} onClose={state.close} />}
    </>
  );
}
