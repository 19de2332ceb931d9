"use client";
/** One planned message: to whom, why, when in their day, its draft, and what became of it. */
import { useQuery } from "@tanstack/react-query";
import { delegateMessage } from "#components/delegate/delegables.ts";
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { formatAbsolute } from "#components/ui/time-format.ts";
import { DetailPanel, Facts, Section } from "./detail-panel.tsx";
import { detailQuery } from "./library-data.ts";
import { OutputById } from "./output-by-id.tsx";
import { queueWords, stageWords } from "./queue-words.ts";

export function QueuePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const query = detailQuery("queue", id);
  usePulse(["task", "approval", "delivery"], query.queryKey);
  return (
    <DetailPanel
      query={useQuery(query)}
      noun="planned message"
      title={message => message.contact_name}
      description={message => `${stageWords[message.stage]}, by ${message.channel}`}
      delegable={delegateMessage}
      onClose={onClose}
    >
      {message => (
        <>
          <Facts
            facts={[
              [
                "Status",
                <span key="status" className="flex flex-wrap items-center gap-2">
                  <Badge tone={queueWords[message.status].tone}>{queueWords[message.status].word}</Badge>
                  {message.status_reason}
                </span>,
              ],
              ["Why", message.reason],
              [
                "To",
                <EntityLink key="contact" entity="contact" id={message.contact_id}>
                  {message.contact_email ?? message.contact_name}
                </EntityLink>,
              ],
              [
                "Due",
                <span key="due">
                  <RelativeTime at={message.due_at} />
                  <span className="block text-muted text-xs">
                    {formatAbsolute(Date.parse(message.due_at), message.time_zone)}, where they are
                  </span>
                </span>,
              ],
              ["Message", `number ${message.step} since they last answered`],
              ["Expected value", `$${message.expected_value_usd.toFixed(2)}`],
              ["Asked for", message.is_by_hand ? "by a person, by name" : null],
              [
                "Planned by",
                <EntityLink key="queued" entity="task" id={message.queued_by}>
                  the task that planned it
                </EntityLink>,
              ],
              [
                "Written by",
                message.drafted_by === null ? null : (
                  <EntityLink key="drafted" entity="task" id={message.drafted_by}>
                    the task that wrote it
                  </EntityLink>
                ),
              ],
              [
                "Decision",
                message.approval_id === null ? null : (
                  <EntityLink key="approval" entity="approval" id={message.approval_id}>
                    its approval
                  </EntityLink>
                ),
              ],
            ]}
          />
          {message.output_id === null ? null : (
            <Section title="Draft">
              <OutputById id={message.output_id} />
            </Section>
          )}
        </>
      )}
    </DetailPanel>
  );
}
