"use client";
/** The names of the agents, for filters and labels. */
import { useQuery } from "@tanstack/react-query";
import { request } from "#components/shared/request.ts";
import type { Agent } from "#lib/operations/shapes/agent.ts";

export type AgentOption = { value: string; label: string };

/** Stands for all of them where one can be chosen; no agent can have this name. */
export const allValue = "*";

/** One option for all agents, then each by name. */
export function useAgentOptions(chosen: string | null): AgentOption[] {
  const { data } = useQuery({
    queryKey: ["agent", { list: "names" }],
    queryFn: ({ signal }) => request<{ data: Agent[] }>("/agents", { signal }),
  });
  const known = (data?.data ?? []).map(agent => ({ value: agent.domain, label: agent.name }));
  const isUnknown = chosen !== null && !known.some(option => option.value === chosen);
  return [{ value: allValue, label: "All agents" }, ...known, ...(isUnknown ? [{ value: chosen, label: chosen }] : [])];
}
