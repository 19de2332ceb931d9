"use client";
/** One video: its numbers over time, its tags with their reasons, and its own words. */
import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { delegateVideo } from "#components/delegate/delegables.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { DetailPanel, Facts, Section } from "./detail-panel.tsx";
import { writeCount, writeLength } from "./format-figures.ts";
import { detailQuery } from "./library-data.ts";
import { OutsideText } from "./outside-text.tsx";
import { ReadingsTable } from "./readings-table.tsx";
import { VideoTagReason } from "./video-tag-badge.tsx";

const youtubeId = /^[\w-]{11}$/;

export function VideoPanel({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <DetailPanel
      query={useQuery(detailQuery("videos", id))}
      noun="video"
      title={video => video.title}
      description={video => [video.channel_title, video.platform].filter(Boolean).join(", ")}
      delegable={delegateVideo}
      onClose={onClose}
    >
      {video => (
        <>
          <Facts
            facts={[
              ["Views", writeCount(video.views)],
              ["Likes", writeCount(video.likes)],
              ["Comments", writeCount(video.comments)],
              ["Published", <RelativeTime key="published" at={video.published_at} fallback="not known" />],
              ["Length", video.duration_seconds === null ? null : writeLength(video.duration_seconds)],
              ["Category there", video.category],
              [
                "Watch",
                video.platform === "youtube" && youtubeId.test(video.external_id) ? (
                  <a
                    key="watch"
                    href={`https://www.youtube.com/watch?v=${video.external_id}`}
                    target="_blank"
                    rel="noopener noreferrer"
                    className="inline-flex items-center gap-1 text-accent underline underline-offset-2"
                  >
                    On YouTube
                    <ExternalLink aria-hidden className="size-3.5" />
                  </a>
                ) : null,
              ],
              [
                "Came from",
                video.import_id === null ? null : (
                  <EntityLink key="import" entity="import" id={video.import_id}>
                    an import
                  </EntityLink>
                ),
              ],
              ["Kind", video.is_sample ? <SampleBadge key="sample" /> : null],
            ]}
          />
          <Section title="Tags">
            <Facts
              facts={[
                ["Niche", <VideoTagReason key="niche" tag={video.niche} />],
                ["Offer", <VideoTagReason key="offer" tag={video.offer} />],
                ["Type", <VideoTagReason key="type" tag={video.type} />],
                ["Looked at", <RelativeTime key="tagged" at={video.tagged_at} fallback="not yet" />],
              ]}
            />
          </Section>
          {video.readings.length > 0 ? (
            <Section title="Numbers over time">
              <ReadingsTable
                label="Readings of the video"
                charted="Views"
                rows={video.readings.map(({ read_at, views, likes, comments }) => ({
                  at: read_at,
                  counts: { Views: views, Likes: likes, Comments: comments },
                }))}
              />
            </Section>
          ) : null}
          {video.description !== "" || video.keywords.length > 0 ? (
            <Section title="Its own words">
              <OutsideText text={[video.description, video.keywords.join(", ")].filter(Boolean).join("\n\n")} />
            </Section>
          ) : null}
        </>
      )}
    </DetailPanel>
  );
}
