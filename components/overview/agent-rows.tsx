"use client";
/** The agents as dense rows: how each is, what it last said, what of it waits and when it runs next; every number opens. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { SampleSign } from "#components/shared/sample-past.tsx";
import { readSummaryQuery } from "#components/sweeps/sweep-data.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { lookUpStatus } from "#components/ui/statuses.ts";
import type { Overview } from "./overview-data.ts";

type Row = Overview["agents"][number];

/** Who needs attention stands first; the rest keeps its order. */
const urgency: Record<Row["status"], number> = { error: 0, waiting_approval: 1, active: 2, paused: 3, idle: 4 };

export function AgentRows({ overview, className }: { overview: Overview; className?: string }) {
  const lines = useSweepLines(overview.last_sweep?.id);
  const agents = overview.agents.toSorted((a, b) => urgency[a.status] - urgency[b.status]);
  return (
    <Card aria-label="Agents" className={className}>
      <CardHeader
        title="Agents"
        actions={
          <Link
            href="/agents"
            className="inline-flex items-center text-muted text-xs hover:text-text hover:underline max-md:min-h-11"
          >
            All agents
          </Link>
        }
      />
      <ul className="divide-y divide-line">
        {agents.map(agent => (
          <AgentRow key={agent.domain} agent={agent} line={lines.get(agent.domain)} nextAt={overview.next_sweep_at} />
        ))}
      </ul>
    </Card>
  );
}

/** What the last sweep's summary says of each agent. */
function useSweepLines(sweepId: string | undefined): Map<string, string> {
  const { data } = useQuery({ ...readSummaryQuery(sweepId ?? ""), enabled: sweepId !== undefined });
  const lines = data?.state === "ready" ? data.lines : [];
  return new Map(lines.map(line => [line.domain, line.parts.map(part => part.text).join("")]));
}

/** What its last task said; without words of its own, how it ended; before the first, what it is for. */
function writeLast({ last_task: last, purpose }: Row): string {
  if (last === null) return purpose;
  return last.note ?? `${last.title}: ${lookUpStatus("task", last.status).word.toLowerCase()}`;
}

function AgentRow({ agent, line, nextAt }: { agent: Row; line: string | undefined; nextAt: string | null }) {
  const last = agent.last_task;
  const runsBySweep = agent.has_sweep && agent.paused_at === null && nextAt !== null;
  return (
    <li className="relative grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2 transition-colors duration-75 hover:bg-hover md:grid-cols-[auto_8.5rem_minmax(0,1fr)_auto_auto] md:gap-x-4">
      <AgentMark domain={agent.domain} className="max-md:row-span-2 max-md:self-start" />
      <span className="flex min-w-0 items-center gap-2">
        {/* The whole row leads to the agent; its numbers lie above this link. */}
        <Link
          href={`/agents/${agent.domain}`}
          className="truncate font-medium text-sm outline-offset-[-2px] after:absolute after:inset-0"
        >
          {agent.name}
        </Link>
        {agent.status === "idle" ? null : (
          <StatusBadge kind="agent" status={agent.status} variant="icon" className="relative" />
        )}
      </span>
      <span className="min-w-0 truncate text-muted text-sm max-md:order-4 max-md:col-start-2 max-md:col-end-4 max-md:text-xs">
        {line ?? writeLast(agent)}
      </span>
      <span className="flex justify-end md:min-w-18">
        {agent.waiting_approvals > 0 ? (
          <Link
            href={`/approvals?agent=${agent.domain}`}
            className="relative rounded-sm bg-waiting-soft px-1.5 font-medium text-waiting text-xs tabular-nums leading-5 after:absolute after:-inset-2.5 hover:underline"
          >
            {agent.waiting_approvals.toLocaleString("en")} waiting
          </Link>
        ) : null}
      </span>
      <span className="w-20 text-right text-faint text-xs max-md:hidden">
        {last !== null ? (
          <Link href={`/tasks/${last.id}`} className="relative hover:text-text hover:underline">
            <SampleSign at={last.created_at} /> <RelativeTime at={last.created_at} />
          </Link>
        ) : runsBySweep ? (
          <RelativeTime at={nextAt} />
        ) : (
          "not yet run"
        )}
      </span>
    </li>
  );
}
