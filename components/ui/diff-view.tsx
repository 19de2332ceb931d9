/** What changed between two texts, by line or by word, marked by sign and style as well as colour. */
import { diffLines, diffWordsWithSpace } from "diff";
import { joinClasses } from "./join-classes.ts";
import { ScrollRegion } from "./scroll-region.tsx";

export type DiffViewProps = {
  before: string;
  after: string;
  label: string;
  /** "words" suits prose such as an email; "lines" suits code and lists. */
  mode?: "lines" | "words";
  className?: string;
};

export function DiffView({ before, after, label, mode = "words", className }: DiffViewProps) {
  if (before === after) {
    return <p className={joinClasses("text-muted text-sm", className)}>Nothing was changed.</p>;
  }
  return (
    <ScrollRegion label={label} className={joinClasses("max-h-[32rem] rounded-md border bg-surface", className)}>
      {mode === "words" ? <WordDiff before={before} after={after} /> : <LineDiff before={before} after={after} />}
    </ScrollRegion>
  );
}

type Texts = { before: string; after: string };

function WordDiff({ before, after }: Texts) {
  const parts = joinChanges(diffWordsWithSpace(before, after));
  return (
    <p className="whitespace-pre-wrap break-words px-3 py-2.5 text-sm leading-relaxed">
      {parts.map((part, position) => {
        const key = `${position}-${part.value.length}`;
        if (part.added) {
          return (
            <ins key={key} className="rounded-xs bg-ok-soft text-ok underline decoration-2 underline-offset-2">
              {part.value}
            </ins>
          );
        }
        if (part.removed) {
          return (
            <del key={key} className="rounded-xs bg-danger-soft text-danger line-through">
              {part.value}
            </del>
          );
        }
        return <span key={key}>{part.value}</span>;
      })}
    </p>
  );
}

type Part = { value: string; added?: boolean; removed?: boolean };

/** A word or two that stay by chance between changes are read with them: a sentence is crossed out whole, not word for word. */
const leastKeptWords = 3;

function joinChanges(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  let removed = "";
  let added = "";
  const flush = () => {
    if (removed !== "") joined.push({ value: removed, removed: true });
    if (added !== "") joined.push({ value: added, added: true });
    removed = "";
    added = "";
  };
  for (const [at, part] of parts.entries()) {
    const isBetween = removed !== "" && added !== "" && at < parts.length - 1 && !part.value.includes("\n");
    if (part.removed) removed += part.value;
    else if (part.added) added += part.value;
    else if (isBetween && part.value.trim().split(/\s+/).length < leastKeptWords) {
      removed += part.value;
      added += part.value;
    } else {
      flush();
      joined.push(part);
    }
  }
  flush();
  return joined;
}

function LineDiff({ before, after }: Texts) {
  const rows = diffLines(before, after).flatMap((part, position) => {
    const sign = part.added ? "+" : part.removed ? "−" : " ";
    const lines = part.value.replace(/\n$/, "").split("\n");
    return lines.map((line, index) => ({ key: `${position}-${index}`, sign, line }));
  });
  return (
    <div className="min-w-max py-1.5 font-mono text-xs leading-5">
      {rows.map(row => {
        const Row = row.sign === "+" ? "ins" : row.sign === "−" ? "del" : "div";
        return (
          <Row
            key={row.key}
            className={joinClasses(
              "flex whitespace-pre px-3 no-underline",
              row.sign === "+" && "bg-ok-soft text-ok",
              row.sign === "−" && "bg-danger-soft text-danger",
            )}
          >
            <span className="w-4 shrink-0 select-none">{row.sign}</span>
            {row.line}
          </Row>
        );
      })}
    </div>
  );
}
