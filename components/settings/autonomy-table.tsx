"use client";
/** Every agent with how much it may do by itself: each row leads to the agent, where it is changed. */
import { useQuery } from "@tanstack/react-query";
import { CirclePause } from "lucide-react";
import Link from "next/link";
import { agentsQuery } from "#components/agents/agent-data.ts";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { autonomyLevels, nameAutonomy } from "#components/agents/autonomy.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

const tones: Record<string, BadgeTone> = { manual: "outline", copilot: "neutral", autopilot: "accent" };

export function AutonomyTable() {
  const { data, error, refetch, isFetching } = useQuery(agentsQuery);
  return (
    <Card aria-label="Autonomy of each agent">
      <CardHeader title="Autonomy of each agent" />
      {!data && error ? (
        <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : !data ? (
        <SkeletonRows count={9} label="Loading agents" />
      ) : (
        <ul className="divide-y divide-line">
          {data.data.map(agent => (
            <li key={agent.domain}>
              <Link
                href={`/agents/${agent.domain}`}
                className="flex min-h-10 items-center gap-3 px-4 py-1.5 outline-offset-[-2px] hover:bg-hover max-md:min-h-11"
              >
                <AgentMark domain={agent.domain} size="sm" />
                <span className="min-w-0 flex-1 truncate text-sm">{agent.name}</span>
                {agent.paused_at === null ? null : (
                  <span className="inline-flex items-center gap-1 text-muted text-xs">
                    <CirclePause aria-hidden className="size-3.5" />
                    Paused
                  </span>
                )}
                <Badge tone={tones[agent.autonomy] ?? "neutral"}>{nameAutonomy(agent.autonomy)}</Badge>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <dl className="grid gap-x-5 gap-y-1 border-t px-4 py-3 text-xs sm:grid-cols-[auto_minmax(0,1fr)]">
        {autonomyLevels.map(level => (
          <div key={level.value} className="contents">
            <dt className="font-medium">{level.label}</dt>
            <dd className="text-muted max-sm:mb-1.5">{level.meaning}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
