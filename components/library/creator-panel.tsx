"use client";
/** One creator: what is known of it and what it posted lately. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { delegateCreator } from "#components/delegate/delegables.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { creatorSources } from "./creator-sources.ts";
import { DetailPanel, Facts, Section } from "./detail-panel.tsx";
import { sumReactions, writeCount, writeShare } from "./format-figures.ts";
import { detailQuery } from "./library-data.ts";

export function CreatorPanel({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <DetailPanel
      query={useQuery(detailQuery("creators", id))}
      noun="creator"
      title={creator => creator.name}
      description={creator => `${creator.handle} on ${creator.platform}`}
      delegable={delegateCreator}
      onClose={onClose}
    >
      {creator => (
        <>
          <Facts
            facts={[
              ["Handle", creator.handle],
              ["Niches", creator.niches.join(", ")],
              ["Followers", writeCount(creator.followers)],
              [
                "Engagement",
                creator.engagement_rate === null ? "–" : `${writeShare(creator.engagement_rate)} per post`,
              ],
              ["Known from", creatorSources[creator.source]],
              ["Read", <RelativeTime key="read" at={creator.read_at} />],
              [
                "Page",
                creator.url?.startsWith("https://") ? (
                  <a
                    key="page"
                    href={creator.url}
                    target="_blank"
                    rel="noopener noreferrer"
                    className="text-accent underline underline-offset-2"
                  >
                    {creator.url}
                  </a>
                ) : (
                  creator.url
                ),
              ],
              [
                "Came from",
                creator.import_id === null ? null : (
                  <EntityLink key="import" entity="import" id={creator.import_id}>
                    an import
                  </EntityLink>
                ),
              ],
              ["Kind", creator.is_sample ? <SampleBadge key="sample" /> : null],
            ]}
          />
          <Section title="Latest posts">
            {creator.posts.length === 0 ? (
              <p className="text-muted text-sm">
                No leading post of this creator is known.{" "}
                <Link
                  href={`/library/posts?${new URLSearchParams({ platform: creator.platform, search: creator.handle })}`}
                  className="text-accent underline underline-offset-2"
                >
                  Observed posts of this account
                </Link>
              </p>
            ) : (
              <ol className="divide-y divide-line rounded-lg border">
                {creator.posts.map(post => (
                  <li key={post.id} className="flex flex-col gap-1 px-3 py-2 text-sm">
                    <p className="whitespace-pre-wrap break-words">{post.body}</p>
                    <p className="flex flex-wrap gap-x-3 text-muted text-xs">
                      <RelativeTime at={post.posted_at} />
                      {post.niche ? <span>{post.niche}</span> : null}
                      <span>{writeCount(sumReactions(post))} reactions</span>
                      {post.views === null ? null : <span>{writeCount(post.views)} views</span>}
                    </p>
                  </li>
                ))}
              </ol>
            )}
          </Section>
        </>
      )}
    </DetailPanel>
  );
}
