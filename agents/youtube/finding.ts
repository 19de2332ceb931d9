/** Owns the words about tagged videos: every number in them was counted; titles are quoted and marked as from outside. */
import { writeCount } from "#lib/core/count.ts";
import type { OutputDraft } from "#lib/kernel/define.ts";
import type { ChannelEnd, ChannelFindings } from "./channel-reading.ts";
import type { LearnedTag } from "./learned.ts";
import { type Tagging, type TagKind, tagKinds } from "./tagging.ts";

const LISTED = 12;

/** One sentence on how videos got one kind of tag, and how many did not. */
export function describeKind(kind: TagKind, { videos, counts }: Tagging): string {
  const { rule, classifier, person, unsure } = counts[kind];
  const without = videos - rule - classifier - person;
  const ways = [
    [rule, "by a rule or category"],
    [classifier, "by what was learned"],
    [person, "by a person"],
  ] as const;
  const given = ways.filter(([count]) => count > 0).map(([count, way]) => `${count.toLocaleString("en")} ${way}`);
  const doubt = unsure === 0 ? "" : ` (for ${unsure.toLocaleString("en")} it was not sure enough)`;
  return `${kind[0]?.toUpperCase()}${kind.slice(1)}: ${given.length === 0 ? "none" : given.join(", ")}; ${without.toLocaleString("en")} without${doubt}.`;
}

/** The output of a run. */
export function writeTagFinding(tagging: Tagging, learned: readonly LearnedTag[]): OutputDraft {
  const tables = tagKinds.flatMap(kind => {
    const tags = Object.entries(tagging.counts[kind].tags).sort((a, b) => b[1] - a[1]);
    if (tags.length === 0) return [];
    const rest = tags.length > LISTED ? [`and ${tags.length - LISTED} more`] : [];
    return [
      `**${kind}**: ${[...tags.slice(0, LISTED).map(([tag, count]) => `${tag} ${count}`), ...rest].join(", ")}`,
      "",
    ];
  });
  const examples = tagging.shown.map(
    ({ title, kind, tag, probability, words }) =>
      `- ${quote(title)}: ${kind} ${tag} (${(probability * 100).toFixed(0)} %), because of ${words.map(word => `“${word}”`).join(", ")}`,
  );
  const text = [
    ...tagKinds.map(kind => `- ${describeKind(kind, tagging)}`),
    "",
    ...tables,
    ...(examples.length === 0 ? [] : ["**Learned tags, surest first**", "", ...examples, ""]),
    "**How**",
    "",
    ...learned.map(({ said }) => said),
  ].join("\n");
  return {
    kind: "finding",
    title: `${writeCount(tagging.videos, "video")} tagged`,
    content: {
      format: "markdown",
      text,
      sources: tagging.shown.map(({ id, title }) => ({ label: title.slice(0, 80), entity: "video", id })),
    },
    author: { kind: "engine", name: "video tagging" },
    isUntrusted: true,
  };
}

/** The output of a reading of channels. */
export function writeIngest(found: ChannelFindings, describeEnd: (end: ChannelEnd) => string): OutputDraft {
  return {
    kind: "finding",
    title: `${writeCount(found.rows.length, "video")} read from ${writeCount(found.channels.length, "channel")}`,
    content: { format: "markdown", text: found.channels.map(end => `- ${describeEnd(end)}`).join("\n") },
    author: { kind: "engine", name: "channel reading" },
    isUntrusted: true,
  };
}

/** A stranger's title as plain text within Markdown. */
export function quote(title: string): string {
  const plain = title
    .replace(/[\\`*_[\]<>#|]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return `“${plain.slice(0, 100)}”`;
}
