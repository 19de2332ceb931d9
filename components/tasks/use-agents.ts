"use client";
/** The names of the agents, for filters and labels. */
import { useQuery } from "@tanstack/react-query";
import { request } from "#components/shared/request.ts";
import type { Agent } from "#lib/operations/shapes/agent.ts";

export type AgentOption = { value: string; label: string };

/** One option for all agents under the empty value, then each by name. */
export function useAgentOptions(chosen: string | null): AgentOption[] {
  const { data } = useQuery({
    queryKey: ["agent", { list: "names" }],
    queryFn: ({ signal }) => request<{ data: Agent[] }>("/agents", { signal }),
  });
  const known = (data?.data ?? []).map(agent => ({ value: agent.domain, label: agent.name }));
  const isUnknown = chosen !== null && !known.some(option => option.value === chosen);
  return [{ value: "", label: "All agents" }, ...known, ...(isUnknown ? [{ value: chosen, label: chosen }] : [])];
}
