/** Writes the parts of an AGENT.md that follow from the declaration, so that the file can be held to it. For tests only. */
import { z } from "zod";
import type { AgentDefinition } from "#lib/kernel/define.ts";

const list = (items: readonly string[]) =>
  items.length === 0 ? "None." : items.map(item => `- \`${item}\``).join("\n");

/** Section heading to its exact text. */
export function writeAgentSections(agent: AgentDefinition): Record<string, string> {
  const tasks = agent.tasks.map(task => {
    const schema = z.toJSONSchema(task.params, { io: "input" });
    const params = Object.keys(schema.properties ?? {}).map(
      name => `\`${name}\`${schema.required?.includes(name) ? " (required)" : ""}`,
    );
    const effects = (task.effects ?? []).map((effect: string) => `\`${effect}\``);
    return `| \`${agent.domain}.${task.name}\` | ${task.purpose} | ${params.join(", ") || "none"} | ${effects.join(", ") || "none"} |`;
  });
  const timeouts = agent.tasks.map(task => `\`${task.name}\` ${(task.timeoutMs ?? 60_000) / 1000} s`);
  return {
    Tasks: ["| task | what comes of it | params | effects |", "|---|---|---|---|", ...tasks].join("\n"),
    Tables: list(agent.tables),
    Capabilities: list(agent.capabilities),
    Limits: [
      `- Starts on ${agent.autonomy}.`,
      `- ${agent.limits.concurrency} at once in a workspace, ${agent.limits.retries} retries.`,
      `- Time limits: ${timeouts.join(", ")}.`,
      agent.sweep === undefined
        ? "- Not part of the daily sweep."
        : `- The daily sweep runs \`${agent.sweep.task}\` with \`${JSON.stringify(agent.sweep.params)}\`.`,
    ].join("\n"),
  };
}

/** The sections of a Markdown file by their second-level heading. */
export function readSections(markdown: string): Record<string, string> {
  const parts = markdown.split(/^## /m).slice(1);
  return Object.fromEntries(
    parts.map(part => {
      const end = part.indexOf("\n");
      return [part.slice(0, end).trim(), part.slice(end).trim()];
    }),
  );
}
