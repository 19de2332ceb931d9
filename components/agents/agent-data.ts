/** What the pages about agents read, under which keys, and from where. */
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { agentGet, agentList } from "#lib/operations/agent.ts";
import type { analyticsGet } from "#lib/operations/analytics.ts";
import type { taskGet, taskList } from "#lib/operations/task.ts";

export type AgentPage = z.output<typeof agentList.output>;
export type AgentSummary = AgentPage["data"][number];
export type AgentDetail = z.output<typeof agentGet.output>;
export type TaskDeclaration = AgentDetail["tasks"][number];
export type TaskPage = z.output<typeof taskList.output>;
export type TaskDetail = z.output<typeof taskGet.output>;
export type AgentAnalytics = z.output<typeof analyticsGet.output>;
export type Autonomy = AgentSummary["autonomy"];

type QueryContext = { signal: AbortSignal };

/** The entities whose changes alter what is said of an agent. Constant, because a hook runs over it. */
export const agentEntities = ["task", "approval", "delivery"] as const;

export const shownTasks = 8;

export const agentsQuery = {
  queryKey: ["agent"],
  queryFn: ({ signal }: QueryContext) => request<AgentPage>("/agents", { signal }),
};

/** The same for the palette, kept apart: a read under way for it must not stand in for what the server wrote of a page. */
export const paletteAgentsQuery = { ...agentsQuery, queryKey: ["agent", { list: "palette" }] };

export function readAgentQuery(domain: string) {
  return {
    queryKey: ["agent", domain],
    queryFn: ({ signal }: QueryContext) => request<AgentDetail>(`/agents/${encodeURIComponent(domain)}`, { signal }),
  };
}

/** The days that an agent's figures look back. */
export const figureDays = 30;

export function readAgentAnalyticsQuery(domain: string) {
  return {
    queryKey: ["analytics", { domain, days: figureDays }],
    queryFn: ({ signal }: QueryContext) =>
      request<AgentAnalytics>("/analytics", { query: { domain, days: figureDays }, signal }),
  };
}

export function readRecentTasksQuery(domain: string) {
  return {
    queryKey: ["task", { domain, limit: shownTasks }],
    queryFn: ({ signal }: QueryContext) =>
      request<TaskPage>("/tasks", { query: { domain, limit: shownTasks }, signal }),
  };
}

export function readTaskQuery(id: string) {
  return {
    queryKey: ["task", id],
    queryFn: ({ signal }: QueryContext) => request<TaskDetail>(`/tasks/${id}`, { signal }),
  };
}
