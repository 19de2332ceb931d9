"use client";
/** One trend: its strength with the parts it adds up from, its bursts, and the posts that carry it. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ScoreBar } from "#components/contacts/score-bar.tsx";
import { delegateTrend } from "#components/delegate/delegables.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import { DetailPanel, Facts, Section } from "./detail-panel.tsx";
import { ExactTime } from "./exact-time.tsx";
import { writeCount } from "./format-figures.ts";
import { trendQuery } from "./library-data.ts";

/** Beyond this a ratio only says that nothing was expected. */
const mostTimes = 1000;

export function TrendPanel({ niche, onClose }: { niche: string; onClose: () => void }) {
  return (
    <DetailPanel
      query={useQuery(trendQuery(niche))}
      noun="trend"
      title={trend => trend.niche}
      description={trend => trend.platforms.join(", ")}
      delegable={delegateTrend}
      onClose={onClose}
    >
      {trend => (
        <>
          <Section title="Strength">
            <ScoreBar score={trend.strength} parts={trend.parts} isDetailed />
            <p className="text-muted text-xs">
              Out of 100. A part that could not be known, such as breadth on one platform, is left out and the others
              count for more.
            </p>
          </Section>
          <Facts
            facts={[
              ["Posts", writeCount(trend.post_count)],
              ["Reactions", writeCount(trend.total_engagement)],
              ["Per post", writeCount(trend.avg_engagement)],
              ["Window ends", <RelativeTime key="end" at={trend.detected_at} />],
              [
                "Found by",
                <EntityLink key="task" entity="task" id={trend.task_id}>
                  the detection
                </EntityLink>,
              ],
            ]}
          />
          <Section title="Bursts">
            {trend.bursts.length === 0 ? (
              <p className="text-muted text-sm">No stretch had clearly more posts than were to be expected.</p>
            ) : (
              <div className="rounded-lg border">
                <Table label="Bursts of the niche" frameClassName="rounded-lg">
                  <TableHead>
                    <tr>
                      <TableHeaderCell>From</TableHeaderCell>
                      <TableHeaderCell>To</TableHeaderCell>
                      <TableHeaderCell isNumeric>Posts</TableHeaderCell>
                      <TableHeaderCell isNumeric>Expected</TableHeaderCell>
                      <TableHeaderCell isNumeric>Times</TableHeaderCell>
                    </tr>
                  </TableHead>
                  <TableBody>
                    {trend.bursts.map(burst => (
                      <TableRow key={burst.from}>
                        <TableCell>
                          <ExactTime at={burst.from} />
                        </TableCell>
                        <TableCell>
                          <ExactTime at={burst.to} />
                        </TableCell>
                        <TableCell isNumeric>{writeCount(burst.posts)}</TableCell>
                        <TableCell isNumeric>{writeCount(burst.expected)}</TableCell>
                        <TableCell isNumeric>
                          {burst.ratio > mostTimes ? `over ${mostTimes.toLocaleString("en")}` : burst.ratio.toFixed(1)}
                        </TableCell>
                      </TableRow>
                    ))}
                  </TableBody>
                </Table>
              </div>
            )}
          </Section>
          <Section title="Posts that carry it">
            <ol className="divide-y divide-line rounded-lg border">
              {trend.top_posts.map(post => (
                <li key={post.id}>
                  <Link
                    href={`/library/posts?id=${post.id}`}
                    className="flex flex-col gap-1 px-3 py-2 text-sm outline-offset-[-2px] hover:bg-hover"
                  >
                    <span className="break-words">{post.body}</span>
                    <span className="flex flex-wrap gap-x-3 text-muted text-xs">
                      <span>{[post.account, post.platform].filter(Boolean).join(", ")}</span>
                      <RelativeTime at={post.posted_at} />
                      <span>{writeCount(post.engagement)} reactions</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ol>
          </Section>
        </>
      )}
    </DetailPanel>
  );
}
