"use client";
/** One agent: what it can do, what it did, how well, and how much it may do by itself. */
import { useQuery } from "@tanstack/react-query";
import { PauseCircle } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { agentEntities, readAgentQuery } from "#components/agents/agent-data.ts";
import { AgentFigures } from "#components/agents/agent-figures.tsx";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { AgentSkeleton, CardSkeleton } from "#components/agents/agent-skeleton.tsx";
import { ApprovalRecord } from "#components/agents/approval-record.tsx";
import { CapabilitiesCard } from "#components/agents/capabilities-card.tsx";
import { PauseButton } from "#components/agents/pause-button.tsx";
import { RecentTasks } from "#components/agents/recent-tasks.tsx";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { CardStack } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";

// Forms and controls come after the page, so that what the agent is and did is there first. The tasks, which are as tall as they
// are many, are drawn by the server, so that nothing below them moves.
const RunTask = dynamic(() => import("#components/agents/run-task.tsx").then(module => module.RunTask));
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
        sign={<AgentMark domain={domain} size="xl" />}
        title={agent.name}
        meta={<StatusBadge kind="agent" status={agent.status} />}
        description={agent.purpose}
        actions={
          <>
            {agent.waiting_approvals > 0 ? (
              <Link href={`/approvals?agent=${domain}`} className={buttonStyles({ variant: "primary" })}>
                {agent.waiting_approvals.toLocaleString("en")} waiting for you
              </Link>
            ) : null}
            <PauseButton agent={agent} />
          </>
        }
      />
      {agent.paused_at === null ? null : (
        <p className="mb-5 flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
          <PauseCircle aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            Paused <RelativeTime at={agent.paused_at} />. It takes no new task and makes no effect until it is resumed.
          </span>
        </p>
      )}
      <AgentFigures domain={domain} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <RunTask agent={agent} chosen={chosen} onChoose={name => void setChosen(name)} />
          <RecentTasks agent={agent} />
          <SettingsCard agent={agent} />
        </div>
        <CardStack>
          <AutonomyCard agent={agent} />
          <ApprovalRecord agent={agent} />
          <CapabilitiesCard agent={agent} />
          <LimitsCard agent={agent} />
        </CardStack>
      </div>
    </>
  );
}
