/** Owns what the pages of tasks call them: the titles that the registry declares. */
import { getCentre } from "#centre.ts";
import type { TaskNames } from "#components/tasks/name-task.ts";

export function readTaskNames(): TaskNames {
  const agents = getCentre().kernel.registry.list();
  return Object.fromEntries(
    agents.map(agent => [
      agent.domain,
      { agent: agent.name, tasks: Object.fromEntries(agent.tasks.map(task => [task.name, task.title])) },
    ]),
  );
}
