/** A deliverable: its files, and its text, a finding or report in its few marks, a message with its head, anything else as data. */
import { FileText } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import type { Output } from "#lib/operations/shapes/output.ts";
import { EntityLink } from "./entity-link.tsx";
import { MarkdownText } from "./markdown-text.tsx";
import { OutputFiles } from "./output-files.tsx";

export function OutputCard({ output }: { output: Output }) {
  const { latest } = output;
  const content = latest?.content ?? {};
  const text = typeof content.text === "string" ? content.text : null;
  const sources = Array.isArray(content.sources) ? content.sources.filter(isSource) : [];
  return (
    <Card aria-label={output.title}>
      <CardHeader
        headingLevel={3}
        title={output.title}
        description={`${output.kind}${latest ? ` by ${latest.author_kind}: ${latest.author}` : ""}, revision ${output.revision}`}
        actions={
          <>
            {latest?.is_untrusted ? (
              <Badge tone="warn" title="Text from outside went into this.">
                Untrusted
              </Badge>
            ) : null}
            <FileText aria-hidden className="size-4 text-faint" />
          </>
        }
      />
      <CardBody className="flex flex-col gap-3">
        {output.files.length > 0 ? (
          <OutputFiles title={output.title} files={output.files} aspectRatio={readAspectRatio(content)} />
        ) : null}
        {typeof content.subject === "string" ? (
          <p className="text-sm">
            <span className="text-muted">Subject </span>
            {content.subject}
          </p>
        ) : null}
        {text === null ? (
          <JsonView value={content} label={output.title} />
        ) : content.format === "markdown" ? (
          <MarkdownText text={text} />
        ) : (
          <p className="max-w-prose whitespace-pre-wrap break-words text-base leading-relaxed">{text}</p>
        )}
        {sources.length > 0 ? (
          <p className="text-muted text-xs">
            Sources:{" "}
            {sources.map((source, position) => (
              <span key={`${source.entity}-${source.id}-${source.label}`}>
                {position > 0 ? ", " : ""}
                <EntityLink entity={source.entity} id={source.id}>
                  {source.label}
                </EntityLink>
              </span>
            ))}
          </p>
        ) : null}
      </CardBody>
    </Card>
  );
}

function readAspectRatio({ width, height }: Record<string, unknown>): number | undefined {
  return typeof width === "number" && typeof height === "number" && height > 0 ? width / height : undefined;
}

type Source = { label: string; entity?: string; id?: string };

function isSource(value: unknown): value is Source {
  return typeof value === "object" && value !== null && "label" in value && typeof value.label === "string";
}
