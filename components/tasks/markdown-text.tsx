/** The few marks of Markdown that agents use, as elements; everything else, and any markup inside, stays plain text. */
import { Fragment, type ReactNode } from "react";
import { joinClasses } from "#components/ui/join-classes.ts";
import { MarkdownTable } from "./markdown-table.tsx";

type Block = { kind: "heading" | "paragraph" | "numbers" | "bullets" | "quote" | "table"; lines: string[] };

export type MarkdownTextProps = {
  text: string;
  className?: string;
  /** Of its own headings: one below the heading that it stands under. */
  headingLevel?: 3 | 4;
};

export function MarkdownText({ text, className, headingLevel = 4 }: MarkdownTextProps) {
  return (
    <div
      className={joinClasses(
        "flex min-w-0 flex-col gap-2.5 break-words text-base leading-relaxed [&>:not([data-wide])]:max-w-prose",
        className,
      )}
    >
      {readBlocks(text).map((block, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one text never move
        <BlockView key={position} block={block} headingLevel={headingLevel} />
      ))}
    </div>
  );
}

const marks: [Block["kind"], RegExp][] = [
  ["heading", /^#{1,6}\s+/],
  ["numbers", /^\s*\d+[.)]\s+/],
  ["bullets", /^\s*[-*]\s+/],
  ["quote", /^>\s?/],
  ["table", /^(?=\|.*\|\s*$)/],
];

/** Lines grouped into blocks, without their leading marks. */
export function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let isApart = true;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") {
      isApart = true;
      continue;
    }
    const [kind, mark] = marks.find(([, pattern]) => pattern.test(line)) ?? ["paragraph", null];
    const words = mark === null ? line : line.replace(mark, "");
    const last = blocks.at(-1);
    const isList = kind === "numbers" || kind === "bullets";
    if (last?.kind === kind && kind !== "heading" && (isList || !isApart)) last.lines.push(words);
    else blocks.push({ kind: kind as Block["kind"], lines: [words] });
    isApart = false;
  }
  return blocks;
}

function BlockView({ block, headingLevel }: { block: Block; headingLevel: 3 | 4 }) {
  const { kind, lines } = block;
  const Heading = `h${headingLevel}` as const;
  if (kind === "heading") return <Heading className="font-medium">{writeInline(lines[0] ?? "")}</Heading>;
  if (kind === "paragraph") return <p className="whitespace-pre-line">{writeInline(lines.join("\n"))}</p>;
  if (kind === "table") return <MarkdownTable lines={lines} writeCell={writeInline} />;
  if (kind === "quote") {
    return (
      <blockquote className="whitespace-pre-line border-l-2 pl-3 text-muted">
        {writeInline(lines.join("\n"))}
      </blockquote>
    );
  }
  const List = kind === "numbers" ? "ol" : "ul";
  return (
    <List className={joinClasses("flex flex-col gap-1 pl-5", kind === "numbers" ? "list-decimal" : "list-disc")}>
      {lines.map((line, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text never move
        <li key={position}>{writeInline(line)}</li>
      ))}
    </List>
  );
}

function writeInline(text: string): ReactNode {
  return text.split(/(\*\*[^*\n]+\*\*|`[^`\n]+`)/).map((part, position) => {
    const key = `${position}-${part.length}`;
    if (part.startsWith("**") && part.length > 4) return <strong key={key}>{part.slice(2, -2)}</strong>;
    if (part.startsWith("`") && part.length > 2) {
      return (
        <code key={key} className="rounded-xs bg-sunken px-1 font-mono text-sm">
          {part.slice(1, -1)}
        </code>
      );
    }
    return <Fragment key={key}>{part}</Fragment>;
  });
}
