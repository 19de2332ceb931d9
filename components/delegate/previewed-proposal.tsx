/** One proposal of a preview: what the policy would do with it and why, and the text as it would be. */
import { EyeOff } from "lucide-react";
import { AuthorLabel } from "#components/approvals/author-label.tsx";
import { UntrustedNote } from "#components/approvals/effect-preview.tsx";
import { hasHiddenCharacters, nameEffect } from "#components/approvals/effect-words.ts";
import { PreviewHead, PreviewLine } from "#components/approvals/preview-head.tsx";
import { writeSender } from "#components/approvals/sent-from.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { type PreviewedProposal as Item, verdictWords } from "./preview-words.ts";

export function PreviewedProposal({ item }: { item: Item }) {
  const { word, tone } = verdictWords[item.verdict];
  const { text, subject, platform, scheduledAt } = item.preview;
  const mode = item.verdict === "suggest" ? "suggestion" : "approval";
  const leaves = item.release_at ?? item.not_before;
  return (
    <figure
      aria-label={`${nameEffect(item.effect_kind)} to ${item.recipient}`}
      className="min-w-0 overflow-hidden rounded-lg border border-line-strong bg-surface"
    >
      <figcaption className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b px-4 py-2.5 text-sm">
        <Badge tone={tone}>{word}</Badge>
        <AuthorLabel kind={item.author_kind} />
        <span className="min-w-0 break-words text-muted">{writeReasons(item.reasons)}</span>
      </figcaption>
      <PreviewHead>
        <PreviewLine name="To">{item.recipient}</PreviewLine>
        {item.account === null ? null : (
          <PreviewLine name="From">{writeSender({ mode, account: item.account }, null)}</PreviewLine>
        )}
        {typeof platform === "string" ? <PreviewLine name="On">{platform}</PreviewLine> : null}
        {typeof subject === "string" ? (
          <PreviewLine name="Subject">
            <strong className="font-medium">{subject}</strong>
          </PreviewLine>
        ) : null}
        {typeof scheduledAt === "string" ? (
          <PreviewLine name="Publish at">
            <RelativeTime at={scheduledAt} />
          </PreviewLine>
        ) : null}
        {leaves === null || item.verdict === "refuse" ? null : (
          <PreviewLine name="Leaves">
            {item.release_at === null ? "once approved, not before " : ""}
            <RelativeTime at={leaves} />
          </PreviewLine>
        )}
        {item.why === "" ? null : <PreviewLine name="Why">{item.why}</PreviewLine>}
      </PreviewHead>
      {item.is_untrusted ? (
        <div className="border-b p-3">
          <UntrustedNote />
        </div>
      ) : null}
      {hasHiddenCharacters(JSON.stringify(item.preview)) ? (
        <p className="flex items-start gap-2 border-b bg-warn-soft px-4 py-2 text-warn text-xs">
          <EyeOff aria-hidden className="mt-px size-3.5 shrink-0" />
          This text contains invisible characters, which can make it read differently from what would be sent.
        </p>
      ) : null}
      {typeof text === "string" ? (
        <p className="whitespace-pre-wrap break-words px-4 py-3.5 text-base leading-relaxed">{text}</p>
      ) : (
        <JsonView value={item.preview} label={nameEffect(item.effect_kind)} className="m-3" />
      )}
    </figure>
  );
}

function writeReasons(reasons: readonly string[]): string {
  const words = reasons.join("; ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
