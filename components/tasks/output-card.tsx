/** A deliverable among other things: its state, who wrote it, and the whole of it; its title leads to its own page. */
import Link from "next/link";
import { delegateOutput } from "#components/delegate/delegables.ts";
import { DelegateButton } from "#components/delegate/delegate-button.tsx";
import { OutputContent } from "#components/outputs/output-content.tsx";
import { kindLooks } from "#components/outputs/output-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Output } from "#lib/operations/shapes/output.ts";

const writers = {
  template: "written by a template",
  model: "written by a model",
  engine: "computed by the agent",
  person: "edited by a person",
} as const;

/** What says something that an agent could go on from; a draft is decided on where it was proposed. */
const telling = new Set<Output["kind"]>(["finding", "report"]);

export function OutputCard({ output }: { output: Output }) {
  const { latest } = output;
  const writer = latest === null ? "" : `, ${writers[latest.author_kind]}`;
  const revision = output.revision > 1 ? `, revision ${output.revision}` : "";
  return (
    <Card aria-label={output.title}>
      <CardHeader
        headingLevel={3}
        title={
          <Link href={`/outputs/${output.id}`} className="hover:underline">
            {output.title}
          </Link>
        }
        description={`${kindLooks[output.kind].word}${writer}${revision}`}
        actions={
          <>
            {latest?.is_untrusted ? (
              <Badge tone="warn" title="Text from outside went into this.">
                Untrusted
              </Badge>
            ) : null}
            <StatusBadge kind="output" status={output.status} />
            {telling.has(output.kind) ? <DelegateButton row={delegateOutput(output)} size="sm" /> : null}
          </>
        }
      />
      <CardBody>
        <OutputContent
          title={output.title}
          domain={output.domain}
          content={latest?.content ?? {}}
          files={output.files}
        />
      </CardBody>
    </Card>
  );
}
