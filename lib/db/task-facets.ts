/** Owns the step from a choice of status, trigger and dry run to the numbers by which tasks are found; as the database computes them. */
import type { TaskStatus, TaskTrigger } from "./types.gen.ts";

const statusCodes: Record<TaskStatus, number> = {
  queued: 0,
  planning: 1,
  running: 2,
  awaiting_approval: 3,
  completed: 4,
  failed: 5,
  cancelled: 6,
};
const triggerCodes: Record<TaskTrigger, number> = {
  web: 0,
  api: 1,
  cli: 2,
  mcp: 3,
  sweep: 4,
  schedule: 5,
  webhook: 6,
  message: 7,
  workflow: 8,
  chat: 9,
};

const openStatuses: readonly TaskStatus[] = ["queued", "planning", "running"];

export type FacetChoice = { status?: TaskStatus; trigger?: TaskTrigger; isDryRun?: boolean };

/** The facets of tasks whose work has ended that fit a choice; none when it asks for tasks that are under way. */
export function listEndedFacets(choice: FacetChoice): number[] {
  return listFacets(
    choice,
    keysOf(statusCodes).filter(status => !openStatuses.includes(status)),
  );
}

/** The facets of tasks that wait to start or run. */
export function listOpenFacets(choice: FacetChoice): number[] {
  return listFacets(choice, openStatuses);
}

function listFacets(choice: FacetChoice, among: readonly TaskStatus[]): number[] {
  const statuses = among.filter(status => (choice.status ?? status) === status);
  const triggers = keysOf(triggerCodes).filter(trigger => (choice.trigger ?? trigger) === trigger);
  const dryRuns = [false, true].filter(isDryRun => (choice.isDryRun ?? isDryRun) === isDryRun);
  return statuses.flatMap(status =>
    triggers.flatMap(trigger => dryRuns.map(isDryRun => codeFacet({ status, trigger, isDryRun }))),
  );
}

/** As `tasks.facet` is generated. */
export function codeFacet({ status, trigger, isDryRun }: Required<FacetChoice>): number {
  return statusCodes[status] + 8 * triggerCodes[trigger] + 256 * Number(isDryRun);
}

function keysOf<Key extends string>(record: Record<Key, number>): Key[] {
  return Object.keys(record) as Key[];
}
