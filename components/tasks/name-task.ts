/** What people call a task and its agent; the code's own names in words for what is no longer declared. */
import { writeName } from "./value-words.ts";

/** By agent: its name, and the titles of its tasks. */
export type TaskNames = Record<string, { agent: string; tasks: Record<string, string> }>;

export function nameTask(names: TaskNames, { domain, task }: { domain: string; task: string }) {
  const known = names[domain];
  return { agent: known?.agent ?? writeName(domain), title: known?.tasks[task] ?? writeName(task) };
}
