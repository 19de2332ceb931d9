"use client";
/** One post: its words, its numbers, and what it had reached each time it was read. */
import { useQuery } from "@tanstack/react-query";
import { delegatePost } from "#components/delegate/delegables.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { DetailPanel, Facts, Section } from "./detail-panel.tsx";
import { writeCount } from "./format-figures.ts";
import { detailQuery } from "./library-data.ts";
import { OutsideText } from "./outside-text.tsx";
import { ReadingsTable } from "./readings-table.tsx";

export function PostPanel({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <DetailPanel
      query={useQuery(detailQuery("posts", id))}
      noun="post"
      title={post => post.account ?? `A post on ${post.platform}`}
      description={post => post.platform}
      delegable={delegatePost}
      onClose={onClose}
    >
      {post => (
        <>
          <OutsideText text={post.body} isOwn={post.is_own} />
          <Facts
            facts={[
              ["Posted", <RelativeTime key="posted" at={post.posted_at} />],
              ["Platform", post.platform],
              ["Account", post.account],
              ["Niche", post.niche],
              ["Likes", writeCount(post.likes)],
              ["Replies", writeCount(post.replies)],
              ["Shares", writeCount(post.shares)],
              ["Views", writeCount(post.views)],
              ["Whose", post.is_own ? "published through this workspace" : "observed"],
              ["Id there", post.external_id],
              [
                "Came from",
                post.import_id === null ? null : (
                  <EntityLink key="import" entity="import" id={post.import_id}>
                    an import
                  </EntityLink>
                ),
              ],
              ["Kind", post.is_sample ? <SampleBadge key="sample" /> : null],
            ]}
          />
          {post.readings.length > 0 ? (
            <Section title="What it had reached">
              <ReadingsTable
                label="Readings of the post"
                charted="Impressions"
                rows={post.readings.map(({ measured_at, impressions, likes, replies, shares, clicks, source }) => ({
                  at: measured_at,
                  counts: { Impressions: impressions, Likes: likes, Replies: replies, Shares: shares, Clicks: clicks },
                  source,
                }))}
              />
            </Section>
          ) : null}
        </>
      )}
    </DetailPanel>
  );
}
