/** A tag of a video with who gave it and how sure that was; unsure is said, never hidden. */
import { Cpu, ListChecks, UserPen } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { VideoTag } from "#lib/operations/shapes/video.ts";
import { writeShare } from "./format-figures.ts";

const givers = {
  rule: { icon: ListChecks, words: "by a rule" },
  classifier: { icon: Cpu, words: "learned" },
  person: { icon: UserPen, words: "by a person" },
} as const;

export function VideoTagBadge({ tag }: { tag: VideoTag }) {
  if (tag.value === null || tag.by === null) return <Unsure />;
  const { icon: Icon, words } = givers[tag.by];
  const sureness = tag.by === "classifier" ? `${words}, ${writeShare(tag.probability)} sure` : words;
  return (
    <Badge tone="neutral" title={sureness} className="max-w-full">
      <Icon aria-hidden />
      <span className="truncate">{tag.value}</span>
      <span className="sr-only">, {sureness}</span>
    </Badge>
  );
}

function Unsure() {
  return (
    <span className="text-faint" title="Nobody was sure enough">
      <span aria-hidden>–</span>
      <span className="sr-only">not sure enough</span>
    </span>
  );
}

/** The same in a sentence, with the words that decided. */
export function VideoTagReason({ tag }: { tag: VideoTag }) {
  const because = tag.words.length > 0 ? ` Words that decided: ${tag.words.join(", ")}.` : "";
  if (tag.value === null || tag.by === null) {
    return (
      <span className="text-muted">
        {tag.likeliest === null ? "Not tagged." : `Nobody was sure enough. Most likely ${tag.likeliest}.`}
        {because}
      </span>
    );
  }
  const sure = tag.by === "classifier" ? `, ${writeShare(tag.probability)} sure` : "";
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <VideoTagBadge tag={tag} />
      <span className="text-muted">
        {givers[tag.by].words}
        {sure}.{because}
      </span>
    </span>
  );
}
