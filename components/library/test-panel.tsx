"use client";
/** One test: its two ways, every look with z against its bound, and what was decided with which uplift. */
import { useQuery } from "@tanstack/react-query";
import { Trophy } from "lucide-react";
import Link from "next/link";
import { delegateTest } from "#components/delegate/delegables.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { SampleBadge } from "#components/tasks/sample-badge.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { AbTest } from "#lib/operations/shapes/ab-test.ts";
import { DetailPanel, Facts, Section } from "./detail-panel.tsx";
import { writeShare } from "./format-figures.ts";
import { detailQuery } from "./library-data.ts";
import { LooksTable } from "./looks-table.tsx";
import { nameStanding, writeUplift } from "./test-words.ts";

export function TestPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const query = detailQuery("tests", id);
  usePulse(["task", "delivery"], query.queryKey);
  return (
    <DetailPanel
      query={useQuery(query)}
      noun="test"
      title={test => test.hypothesis}
      description={test => `${test.metric.replace("-", " ")} on ${test.platform}, ${test.account}`}
      delegable={delegateTest}
      onClose={onClose}
    >
      {test => <TestBody test={test} />}
    </DetailPanel>
  );
}

function TestBody({ test }: { test: AbTest }) {
  const standing = nameStanding(test);
  const [a, b] = test.variants;
  const confidence = `${Number((100 * (1 - test.alpha)).toFixed(1))} %`;
  return (
    <>
      <div className="flex flex-col gap-2 rounded-lg border bg-sunken px-4 py-3">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={standing.tone}>{standing.word}</Badge>
          {test.is_sample ? <SampleBadge /> : null}
          {test.ended_at === null ? null : (
            <span className="text-muted text-xs">
              ended <RelativeTime at={test.ended_at} />
            </span>
          )}
        </p>
        {test.reason === null ? null : <p className="max-w-prose text-sm">{test.reason}</p>}
      </div>
      <Facts
        facts={[
          [
            "Uplift",
            test.uplift === null || !a || !b
              ? null
              : `${b.label} over ${a.label}: ${writeUplift(test)}, ${confidence} interval`,
          ],
          ["Planned", `${test.planned_per_arm.toLocaleString("en")} impressions for each way`],
          [
            "Split",
            test.planned_share === null
              ? "the platform decides who sees which"
              : `${writeShare(test.planned_share)} to ${a?.label ?? "the first way"}`,
          ],
          ["Looks planned", test.checkback_hours.map(hours => `${hours} h`).join(", ")],
          ["Published", <RelativeTime key="started" at={test.started_at} fallback="not both yet" />],
          [
            "Started by",
            <EntityLink key="task" entity="task" id={test.task_id}>
              its task
            </EntityLink>,
          ],
          [
            "Decided by",
            test.decided_by_task_id === null ? null : (
              <EntityLink key="decided" entity="task" id={test.decided_by_task_id}>
                the task that looked
              </EntityLink>
            ),
          ],
        ]}
      />
      <Section title="The two ways">
        <ul className="grid gap-3 md:grid-cols-2">
          {test.variants.map(variant => (
            <li key={variant.id} className="flex min-w-0 flex-col gap-2 rounded-lg border px-3 py-2.5 text-sm">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{variant.label}</span>
                <span className="text-muted text-xs">{variant.via === null ? "by hand" : `via ${variant.via}`}</span>
                {variant.id === test.winner_variant_id ? (
                  <Badge tone="ok">
                    <Trophy aria-hidden />
                    Winner
                  </Badge>
                ) : null}
              </p>
              <p className="whitespace-pre-wrap break-words">{variant.text}</p>
              <p className="flex flex-wrap gap-x-3 gap-y-1 text-muted text-xs">
                <span>
                  published <RelativeTime at={variant.published_at} fallback="not yet" />
                </span>
                {variant.approval_id === null ? null : (
                  <EntityLink entity="approval" id={variant.approval_id}>
                    Approval
                  </EntityLink>
                )}
                {variant.post_id === null ? null : (
                  <Link href={`/library/posts?id=${variant.post_id}`} className="text-accent underline">
                    Post
                  </Link>
                )}
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Looks">
        {test.looks.length === 0 ? (
          <p className="text-muted text-sm">
            Nothing has been compared yet. The first look is {test.checkback_hours[0] ?? 1} h after both posts are out.
          </p>
        ) : (
          <LooksTable test={test} />
        )}
      </Section>
    </>
  );
}
