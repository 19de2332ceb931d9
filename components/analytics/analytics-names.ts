"use client";
/** Names of tasks and effects as people read them. */
import { useTaskWords } from "#components/tasks/task-names.tsx";

/** Names an agent by its domain, or a task by its whole name: "Outreach: Draft today's messages". */
export function useNameTask(): (name: string) => string {
  const tell = useTaskWords();
  return name => {
    const [domain = "", task = ""] = name.split(".");
    const { agent, title } = tell({ domain, task });
    return task === "" ? agent : `${agent}: ${title}`;
  };
}
