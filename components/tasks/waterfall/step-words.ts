/** What a step of a run is called, and a sentence about what it is. */
import type { TaskDetail } from "../task-types.ts";
import type { WaterfallRow } from "./waterfall-rows.ts";

type Step = TaskDetail["attempts"][number]["steps"][number];

export function describeStep(step: Step): Pick<WaterfallRow, "label" | "tone" | "about" | "facts"> {
  const name = step.name.charAt(0).toUpperCase() + step.name.slice(1);
  switch (step.kind) {
    case "claim":
      return { label: "Taken up", tone: "ok", about: "A worker took the task, so that no other would.", facts: [] };
    case "query":
      return {
        label: step.name === "" ? "Read its data" : `Read ${joinWords(step.name.split(", ").map(writeTable))}`,
        tone: "read",
        about: "Read from the workspace's own data.",
        facts: [],
      };
    case "model": {
      const isTemplate = step.facts.author_kind === "template";
      return {
        label: name,
        tone: "write",
        about: isTemplate ? "Written from a template." : "Written by a language model.",
        facts: isTemplate ? [] : [{ name: "Model", value: String(step.facts.author ?? "unknown") }],
      };
    }
    case "reading": {
      const [vendor = "", call = ""] = step.name.split(": ");
      return {
        label: `${vendor}: ${call.replaceAll(/([A-Z])/g, " $1").toLowerCase()}`,
        tone: "read",
        about: `Asked ${vendor}. Reading changes nothing there.`,
        facts: [],
      };
    }
    case "step":
      return {
        label: name,
        tone: "work",
        about: "A step that is kept once it is done, whatever dies after it.",
        facts: [],
      };
    case "finish":
      return {
        label: "Kept the result",
        tone: "ok",
        about: "Result, trace, outputs, messages and proposals are kept together, or not at all.",
        facts: [],
      };
  }
}

function writeTable(table: string): string {
  return table.replaceAll("_", " ");
}

function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
