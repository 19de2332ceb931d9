/** Owns the look-up of agents and task definitions by name. Unknown names are refused with the nearest known one. */
import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import type { OutputKind } from "#lib/db/types.gen.ts";
import type { AgentDefinition, AnyTask } from "./define.ts";

export type RegisteredTask = {
  agent: AgentDefinition;
  task: AnyTask;
  /** The task's params, refusing fields it does not know. Built once: building a schema costs more than parsing with it. */
  strictParams: z.ZodObject;
};

export type Registry = {
  list(): readonly AgentDefinition[];
  find(domain: string): AgentDefinition | undefined;
  /** The agent of a domain. Throws `not-found` with a suggestion. */
  require(domain: string): AgentDefinition;
  /** Agent and definition of `domain.task`. Throws `not-found` with a suggestion. */
  requireTask(name: string): RegisteredTask;
  /** The task that handles a message's topic for a domain, if any. */
  findHandler(domain: string, topic: string): AnyTask | undefined;
  /** The task that takes answers to a domain's own requests on a topic, if any. */
  findAnswerTaker(domain: string, topic: string): AnyTask | undefined;
  /** The task that can write a domain's outputs of a kind anew, if any. */
  findReviser(domain: string, kind: OutputKind): AnyTask | undefined;
};

/** A registry over agents; refuses two with one domain. */
export function createRegistry(agents: readonly AgentDefinition[]): Registry {
  const byDomain = new Map<string, AgentDefinition>();
  for (const agent of agents) {
    if (byDomain.has(agent.domain)) throw new Error(`the agent ${agent.domain} is registered twice`);
    byDomain.set(agent.domain, agent);
  }
  const byName = new Map<string, RegisteredTask>(
    agents.flatMap(agent =>
      agent.tasks.map(
        task => [`${agent.domain}.${task.name}`, { agent, task, strictParams: task.params.strict() }] as const,
      ),
    ),
  );

  const registry: Registry = {
    list: () => agents,
    find: domain => byDomain.get(domain),
    require(domain) {
      const agent = byDomain.get(domain);
      if (agent === undefined) throw refuseUnknown("agent", domain, [...byDomain.keys()]);
      return agent;
    },
    requireTask(name) {
      const registered = byName.get(name);
      if (registered === undefined) throw refuseUnknown("task", name, [...byName.keys()]);
      return registered;
    },
    findAnswerTaker: (domain, topic) => byDomain.get(domain)?.tasks.find(task => task.takesAnswersTo?.includes(topic)),
    findReviser: (domain, kind) => byDomain.get(domain)?.tasks.find(task => task.revises?.kind === kind),
    findHandler: (domain, topic) => byDomain.get(domain)?.tasks.find(task => task.handles?.includes(topic)),
  };
  return registry;
}

function refuseUnknown(what: "agent" | "task", name: string, known: readonly string[]): AppError {
  const nearest = known
    .map(candidate => ({ candidate, edits: distance(candidate, name) }))
    .sort((a, b) => a.edits - b.edits)[0];
  const hint =
    nearest !== undefined && nearest.edits <= Math.max(2, name.length / 3)
      ? ` Did you mean "${nearest.candidate}"?`
      : "";
  return new AppError("not-found", `there is no ${what} "${name}".${hint}`, {
    details: { errors: [{ path: what, message: `unknown.${hint}` }] },
  });
}
