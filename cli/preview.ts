/** Owns how the command line tells what a dry run would have led to. */
import type { Preview } from "./rows.ts";

const verdicts = {
  execute: "would go out by itself",
  ask: "would wait for approval",
  suggest: "would be left to a person",
  refuse: "would be refused",
};

/** The preview as lines: proposals with their text, then what else would come of it. */
export function writePreview({ proposals, outputs, messages, follow_ups, rows }: Preview): string {
  const lines = [
    ...proposals.items.flatMap(({ verdict, reasons, effect_kind, recipient, payload }) => [
      `${effect_kind} to ${recipient}: ${verdicts[verdict]} (${reasons.join("; ")})`,
      ...Object.entries(payload ?? {}).map(([name, value]) => `  ${name}: ${indent(value)}`),
    ]),
    ...countRest(proposals, "proposals"),
    ...outputs.items.map(({ kind, title }) => `output: ${kind}, ${title}`),
    ...countRest(outputs, "outputs"),
    ...messages.items.map(({ to_domain, body }) => `message to ${to_domain ?? "people"}: ${body}`),
    ...countRest(messages, "messages"),
    ...follow_ups.items.map(({ task, run_at }) => `later: ${task} at ${run_at}`),
    ...countRest(follow_ups, "later tasks"),
    ...rows.map(
      ({ table, inserted, updated, deleted }) =>
        `rows of ${table}: ${inserted} added, ${updated} changed, ${deleted} removed`,
    ),
  ];
  return lines.length === 0 ? "It would send, make and change nothing." : lines.join("\n");
}

function countRest({ total, items }: { total: number; items: unknown[] }, what: string): string[] {
  return total > items.length ? [`and ${total - items.length} more ${what}`] : [];
}

function indent(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).replaceAll("\n", "\n    ");
}
