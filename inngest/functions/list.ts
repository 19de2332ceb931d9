/** Owns the one list of functions, served by the worker and, where there is only Next, by its route. */
import type { Centre } from "#centre.ts";
import { createAgentFunction } from "./agent-function.ts";
import { createDeliverFunction } from "./deliver.ts";
import { createUpkeepFunction } from "./upkeep.ts";

/** One function per agent, and the product's own. */
export function listFunctions({ inngest, kernel }: Centre) {
  return [
    ...kernel.registry.list().map(agent => createAgentFunction(inngest, kernel, agent)),
    createDeliverFunction(inngest, kernel),
    createUpkeepFunction(inngest, kernel),
  ];
}
