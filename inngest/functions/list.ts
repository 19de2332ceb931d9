/** Owns the one list of functions, served by the worker and, where there is only Next, by its route. */
import type { Centre } from "#centre.ts";
import { createAgentFunction } from "./agent-function.ts";
import { createAskFunction } from "./ask-in-chat.ts";
import { createDecideManyFunction } from "./decide-many.ts";
import { createDeliverFunction } from "./deliver.ts";
import { createHearFunction } from "./hear-chat.ts";
import { createUpkeepFunction } from "./upkeep.ts";

/** One function per agent, and the product's own. */
export function listFunctions({ inngest, kernel, executor }: Centre) {
  return [
    ...kernel.registry.list().map(agent => createAgentFunction(inngest, kernel, agent)),
    createDeliverFunction(inngest, kernel),
    createDecideManyFunction(inngest, { kernel, executor }),
    createAskFunction(inngest, kernel),
    createHearFunction(inngest, { kernel, executor }),
    createUpkeepFunction(inngest, kernel),
  ];
}
