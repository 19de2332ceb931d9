"use client";
/** One video in production: how far it has come, the finished film, and the brief it is made from. */
import { useQuery } from "@tanstack/react-query";
import { delegateRender } from "#components/delegate/delegables.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { DetailPanel, Facts, Section } from "./detail-panel.tsx";
import { detailQuery } from "./library-data.ts";
import { OutputById } from "./output-by-id.tsx";
import { renderWords } from "./queue-words.ts";

export function RenderPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const query = detailQuery("renders", id);
  usePulse(["task"], query.queryKey);
  return (
    <DetailPanel
      query={useQuery(query)}
      noun="video in production"
      title={job => job.title}
      description={job => `${job.format}, ${job.scene_count} ${job.scene_count === 1 ? "scene" : "scenes"}`}
      delegable={delegateRender}
      onClose={onClose}
    >
      {job => (
        <>
          {job.status === "rendering" ? (
            <Progress label="Rendered, in per cent" value={Math.round(100 * job.progress)} />
          ) : null}
          <Facts
            facts={[
              [
                "Status",
                <Badge key="status" tone={renderWords[job.status].tone}>
                  {renderWords[job.status].word}
                </Badge>,
              ],
              ["Problem", job.error],
              ["Attempts", job.attempts.toLocaleString("en")],
              ["Ordered", <RelativeTime key="created" at={job.created_at} />],
              ["Finished", job.finished_at === null ? null : <RelativeTime key="finished" at={job.finished_at} />],
              ["Proposed", job.offered_at === null ? null : <RelativeTime key="offered" at={job.offered_at} />],
              ["Words", job.is_untrusted ? "words from outside went into it" : null],
              [
                "Worked on by",
                job.task_id === null ? null : (
                  <EntityLink key="task" entity="task" id={job.task_id}>
                    its task
                  </EntityLink>
                ),
              ],
            ]}
          />
          {job.output_id === null ? null : (
            <Section title="The film">
              <OutputById id={job.output_id} />
            </Section>
          )}
          <Section title="The brief">
            <OutputById id={job.brief_id} />
          </Section>
        </>
      )}
    </DetailPanel>
  );
}
