/** A deliverable as it would be read: a video that plays, a message as its recipient sees it, prose in its marks, values in words. */
import { EntityLink } from "#components/tasks/entity-link.tsx";
import { LaterStructuredValue } from "#components/tasks/later-sections.tsx";
import { MarkdownText } from "#components/tasks/markdown-text.tsx";
import { OutputFiles } from "#components/tasks/output-files.tsx";
import type { OutputFile } from "#lib/operations/shapes/output.ts";
import { omitOwnPlaces } from "./output-words.ts";

export type OutputContentProps = {
  title: string;
  domain: string;
  content: Record<string, unknown>;
  files?: readonly OutputFile[];
  /** Of the headings within the text. */
  headingLevel?: 3 | 4;
};

export function OutputContent({ title, domain, content, files = [], headingLevel }: OutputContentProps) {
  const sources = Array.isArray(content.sources) ? content.sources.filter(isSource) : [];
  const rest = omitOwnPlaces(content);
  const isSummary = content.format === "sweep-summary";
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {files.length > 0 ? <OutputFiles title={title} files={files} aspectRatio={readAspectRatio(content)} /> : null}
      <Words content={content} headingLevel={headingLevel} />
      {isSummary && typeof content.sweep_id === "string" ? (
        <p className="text-sm">
          <EntityLink entity="sweep" id={content.sweep_id}>
            Open the sweep, with every number's rows
          </EntityLink>
        </p>
      ) : null}
      {!isSummary && Object.keys(rest).length > 0 ? (
        <LaterStructuredValue value={rest} label={title} domain={domain} />
      ) : null}
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
    </div>
  );
}

function Words({ content, headingLevel }: Pick<OutputContentProps, "content" | "headingLevel">) {
  const { text, subject, to, format } = content;
  if (typeof text !== "string") return null;
  if (typeof subject === "string") {
    return (
      <div className="overflow-hidden rounded-lg border bg-surface">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 border-b bg-sunken px-4 py-2.5 text-sm">
          {typeof to === "string" ? (
            <div className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-muted">To</dt>
              <dd className="break-words">{to}</dd>
            </div>
          ) : null}
          <div className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">Subject</dt>
            <dd className="break-words font-medium">{subject}</dd>
          </div>
        </dl>
        <p className="max-w-prose whitespace-pre-wrap break-words px-4 py-4 text-base leading-relaxed">{text}</p>
      </div>
    );
  }
  if (format === "markdown") return <MarkdownText text={text} headingLevel={headingLevel} />;
  return <p className="max-w-prose whitespace-pre-wrap break-words text-base leading-relaxed">{text}</p>;
}

function readAspectRatio({ width, height }: Record<string, unknown>): number | undefined {
  return typeof width === "number" && typeof height === "number" && height > 0 ? width / height : undefined;
}

type Source = { label: string; entity?: string; id?: string };

function isSource(value: unknown): value is Source {
  return typeof value === "object" && value !== null && "label" in value && typeof value.label === "string";
}
