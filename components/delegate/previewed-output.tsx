/** One output of a preview: its title first, its content on request. */
import { FileText } from "lucide-react";
import { MarkdownText } from "#components/tasks/markdown-text.tsx";
import { StructuredValue } from "#components/tasks/structured-value.tsx";
import { writeSize } from "#components/tasks/value-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { TaskPreview } from "./preview-words.ts";

type Item = TaskPreview["outputs"]["items"][number];

export function PreviewedOutput({ item, isOpen }: { item: Item; isOpen: boolean }) {
  const { content } = item;
  return (
    <details open={isOpen} className="min-w-0 rounded-lg border bg-surface">
      <summary className="flex min-h-9 cursor-default items-center gap-2.5 px-3 py-1.5 text-sm hover:bg-hover max-md:min-h-11">
        <FileText aria-hidden className="size-4 shrink-0 text-faint" />
        <span className="min-w-0 flex-1 break-words font-medium">{item.title}</span>
        <span className="shrink-0 text-muted text-xs">{item.kind}</span>
        {item.is_untrusted ? (
          <Badge tone="warn" title="Text from outside went into this.">
            Untrusted
          </Badge>
        ) : null}
      </summary>
      <div className="flex flex-col gap-2 border-t px-3 py-3 text-sm">
        {item.files.map(file => (
          <p key={file.name} className="text-muted text-xs">
            {file.name}, {writeSize(file.byte_count)}
          </p>
        ))}
        {content === null ? (
          <p className="text-muted">It is too long to be kept with a preview: do it to read it.</p>
        ) : typeof content.text !== "string" ? (
          <StructuredValue value={content} label={item.title} />
        ) : content.format === "markdown" ? (
          <MarkdownText text={content.text} />
        ) : (
          <p className="max-w-prose whitespace-pre-wrap break-words leading-relaxed">{content.text}</p>
        )}
      </div>
    </details>
  );
}
