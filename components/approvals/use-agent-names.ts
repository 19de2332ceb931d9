"use client";
/** What the agents are called; an agent nobody knows is shown by its own word. */
import { useAgentOptions } from "#components/tasks/use-agents.ts";

export function useAgentNames(): (domain: string) => string {
  const options = useAgentOptions(null);
  return domain => options.find(option => option.value === domain)?.label ?? domain;
}
