/** By what a task was started, in words. */
import type { Task } from "#lib/operations/shapes/task.ts";

const words: Record<Task["trigger"], string> = {
  web: "this website",
  api: "the API",
  cli: "the command line",
  mcp: "an assistant",
  sweep: "a sweep",
  schedule: "a schedule",
  webhook: "a webhook",
  message: "a message",
  workflow: "a workflow",
  chat: "a chat",
};

/** "a sweep", "the command line". */
export function nameTrigger(trigger: Task["trigger"]): string {
  return words[trigger];
}

/** The same as a short word for a column or a choice: "Sweep", "Command line". */
export function titleTrigger(trigger: Task["trigger"]): string {
  const word = words[trigger].replace(/^(this|the|an?) /, "");
  return word.charAt(0).toUpperCase() + word.slice(1);
}
