"use client";
/** One agent: what it can do, what it did, how well, and how much it may do by itself. */
import { useQuery } from "@tanstack/react-query";
import { PauseCircle } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { agentEntities, readAgentQuery } from "#components/agents/agent-data.ts";
import { AgentSkeleton, CardSkeleton } from "#components/agents/agent-skeleton.tsx";
import { ApprovalRecord } from "#components/agents/approval-record.tsx";
import { CapabilitiesCard } from "#components/agents/capabilities-card.tsx";
import { namePack } from "#components/agents/group-agents.ts";
import { PauseButton } from "#components/agents/pause-button.tsx";
import { RecentTasks } from "#components/agents/recent-tasks.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";

// Forms and controls come after the page, so that what the agent is and did is there first.
const RunTask = dynamic(() => import("#components/agents/run-task.tsx").then(module => module.RunTask), {
  ssr: false,
  loading: () => <CardSkeleton lines={5} />,
});
const AutonomyCard = dynamic(() => import("#components/agents/autonomy-card.tsx").then(module => module.AutonomyCard), {
  ssr: false,
  loading: () => <CardSkeleton lines={2} />,
});
const LimitsCard = dynamic(() => import("#components/agents/limits-card.tsx").then(module => module.LimitsCard), {
  ssr: false,
  loading: () => <CardSkeleton lines={4} />,
});
const SettingsCard = dynamic(() => import("#components/agents/settings-card.tsx").then(module => module.SettingsCard), {
  ssr: false,
  loading: () => <CardSkeleton lines={4} />,
});

export function AgentView({ domain }: { domain: string }) {
  const query = readAgentQuery(domain);
  const { data: agent, error, refetch, isFetching } = useQuery(query);
  usePulse(agentEntities, query.queryKey);
  const [chosen, setChosen] = useQueryState("run", parseAsString);
  if (!agent) {
    return error ? <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} /> : <AgentSkeleton />;
  }
  return (
    <>
      <PageHeader
        parent={{ href: "/agents", label: "Agents" }}
        title={agent.name}
        meta={<StatusBadge kind="agent" status={agent.status} />}
        description={agent.purpose}
        actions={<PauseButton agent={agent} />}
      />
      <p className="-mt-3 mb-5 flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
        <span>{namePack(agent.pack)} pack</span>
        <Link href={`/timeline?agent=${domain}&range=day`} className="hover:text-text hover:underline">
          <span className="font-medium text-text tabular-nums">{agent.tasks_today.toLocaleString("en")}</span>{" "}
          {agent.tasks_today === 1 ? "task" : "tasks"} today
        </Link>
        <Link href={`/approvals?agent=${domain}`} className="hover:text-text hover:underline">
          <span className="font-medium text-text tabular-nums">{agent.waiting_approvals.toLocaleString("en")}</span>{" "}
          waiting for you
        </Link>
      </p>
      {agent.paused_at === null ? null : (
        <p className="mb-5 flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
          <PauseCircle aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            Paused <RelativeTime at={agent.paused_at} />. It takes no new task and makes no effect until it is resumed.
          </span>
        </p>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <RunTask agent={agent} chosen={chosen} onChoose={name => void setChosen(name)} />
          <RecentTasks agent={agent} />
          <SettingsCard agent={agent} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <AutonomyCard agent={agent} />
          <ApprovalRecord agent={agent} />
          <CapabilitiesCard agent={agent} />
          <LimitsCard agent={agent} />
        </div>
      </div>
    </>
  );
}
