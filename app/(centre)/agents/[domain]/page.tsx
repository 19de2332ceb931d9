/** One agent, read on the server; an unknown one is a page that does not exist. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { perform } from "#app/session/perform.ts";
import {
  figureDays,
  readAgentAnalyticsQuery,
  readAgentQuery,
  readRecentTasksQuery,
  shownTasks,
} from "#components/agents/agent-data.ts";
import { AppError } from "#lib/core/errors.ts";
import { agentGet } from "#lib/operations/agent.ts";
import { analyticsGet } from "#lib/operations/analytics.ts";
import { taskList } from "#lib/operations/task.ts";
import { Prefetched } from "../../prefetched.tsx";
import { AgentView } from "./agent-view.tsx";

type Props = { params: Promise<{ domain: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { domain } = await params;
  return { title: domain.charAt(0).toUpperCase() + domain.slice(1).replaceAll("-", " ") };
}

export default async function AgentPage({ params }: Props) {
  const { domain } = await params;
  const readAgent = async () => {
    try {
      return await perform(agentGet, { domain });
    } catch (error) {
      if (error instanceof AppError && (error.code === "not-found" || error.code === "invalid")) notFound();
      throw error;
    }
  };
  const reads = [
    { key: readAgentQuery(domain).queryKey, read: readAgent },
    { key: readAgentAnalyticsQuery(domain).queryKey, read: () => perform(analyticsGet, { domain, days: figureDays }) },
    { key: readRecentTasksQuery(domain).queryKey, read: () => perform(taskList, { domain, limit: shownTasks }) },
  ];
  return (
    <Prefetched reads={reads}>
      <AgentView domain={domain} />
    </Prefetched>
  );
}
