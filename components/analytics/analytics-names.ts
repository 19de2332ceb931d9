/** Names of tasks and effects as people read them. */
import { nameEffect } from "#components/approvals/effect-words.ts";
import { writeName } from "#components/tasks/value-words.ts";

export { nameEffect };

/** "outreach.build-queue" as "Outreach: build queue". */
export function nameTask(name: string): string {
  const [domain = "", task = ""] = name.split(".");
  return task === "" ? writeName(domain) : `${writeName(domain)}: ${task.replaceAll("-", " ")}`;
}
