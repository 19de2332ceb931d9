"use client";
/** The names of everybody who takes part in conversations. */
import { usePeople } from "#components/approvals/use-people.ts";
import { useAgentOptions } from "#components/tasks/use-agents.ts";
import { writeName } from "#components/tasks/value-words.ts";
import type { Names } from "./message-words.ts";

export function useNames(): Names {
  const agents = useAgentOptions(null);
  const person = usePeople();
  return { agent: domain => agents.find(agent => agent.value === domain)?.label ?? writeName(domain), person };
}
