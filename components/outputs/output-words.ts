/** The words of outputs: kinds, who wrote a revision, and a revision as one text to compare, copy and save. */
import { ClipboardList, FileChartColumn, type LucideIcon, MailOpen, SquarePlay, Telescope } from "lucide-react";
import { writeName } from "#components/tasks/value-words.ts";
import type { Output, OutputRevision } from "#lib/operations/shapes/output.ts";

export const kindLooks: Record<Output["kind"], { word: string; icon: LucideIcon }> = {
  report: { word: "Report", icon: FileChartColumn },
  draft: { word: "Draft", icon: MailOpen },
  brief: { word: "Brief", icon: ClipboardList },
  video: { word: "Video", icon: SquarePlay },
  finding: { word: "Finding", icon: Telescope },
};

export const stateOptions = [
  { value: "open", label: "New" },
  { value: "changes_requested", label: "Changes asked for" },
  { value: "accepted", label: "Accepted" },
  { value: "superseded", label: "Superseded" },
] as const;

/** Who wrote a revision, after "by": "a template", "a model (openai/gpt)", "ada@example.com". */
export function writeAuthor(
  { author_kind, author }: Pick<OutputRevision, "author_kind" | "author">,
  nameOf: (id: string) => string,
): string {
  if (author_kind === "person") return nameOf(author);
  if (author_kind === "model") return `a model (${author})`;
  return author_kind === "template" ? "a template" : "the agent's own counting";
}

/** Content that is shown in its own place, or is for machines. */
const ownPlaces = new Set(["format", "text", "subject", "to", "sources", "contact_id", "text_of", "script", "note"]);

/** What a content holds beside what is shown in its own place. */
export function omitOwnPlaces(content: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([name]) => !ownPlaces.has(name)));
}

/** A revision as one text: the subject above the words; structured values by name and value. */
export function writeText({ content }: Pick<OutputRevision, "content">): string {
  if (typeof content.text === "string") {
    return typeof content.subject === "string" ? `Subject: ${content.subject}\n\n${content.text}` : content.text;
  }
  return writeLines(content, 0).join("\n");
}

function writeLines(value: unknown, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if (typeof value !== "object" || value === null) return [`${indent}${String(value ?? "–")}`];
  return Object.entries(value).flatMap(([name, one]) => {
    const label = Array.isArray(value) ? `${Number(name) + 1}.` : `${writeName(name)}:`;
    return typeof one === "object" && one !== null
      ? [`${indent}${label}`, ...writeLines(one, depth + 1)]
      : [`${indent}${label} ${String(one ?? "–")}`];
  });
}

/** A name for the file of a revision: "e-mail-to-ada-2.md". */
export function nameFile(
  { title, revision }: { title: string; revision: number },
  content: Record<string, unknown>,
): string {
  const words = title
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${words === "" ? "output" : words}-${revision}.${content.format === "markdown" ? "md" : "txt"}`;
}

/** What a row says below its title: the first words of the text. */
export function writeSnippet(content: Record<string, unknown>): string {
  const text = typeof content.text === "string" ? content.text : "";
  return text
    .replace(/[*_`#>|]+/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 160);
}
