"use client";
/** One agent as a row: status, autonomy, tasks today and what waits; each number opens to its rows. */
import Link from "next/link";
import type { ReactNode } from "react";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { AgentSummary } from "./agent-data.ts";
import { AgentMark } from "./agent-mark.tsx";
import { nameAutonomy } from "./autonomy.ts";

export function AgentRow({ agent }: { agent: AgentSummary }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-3 hover:bg-hover md:flex-nowrap">
      <AgentMark domain={agent.domain} size="lg" />
      <div className="min-w-0 flex-1 basis-48">
        <div className="flex items-center gap-2">
          {/* The whole row leads to the agent; its numbers lie above this link. */}
          <Link
            href={`/agents/${agent.domain}`}
            className="truncate font-medium text-sm outline-offset-[-2px] after:absolute after:inset-0"
          >
            {agent.name}
          </Link>
          <StatusBadge kind="agent" status={agent.status} variant={agent.status === "idle" ? "plain" : "soft"} />
        </div>
        <p className="line-clamp-2 text-muted text-sm md:line-clamp-1">{agent.purpose}</p>
      </div>
      <dl className="flex w-full items-center gap-5 text-xs max-md:pl-13 md:w-auto">
        <Cell label="Autonomy" className="w-20">
          {nameAutonomy(agent.autonomy)}
        </Cell>
        <Cell label="Today" className="w-12">
          <NumberLink count={agent.tasks_today} href={`/timeline?agent=${agent.domain}&range=day`} />
        </Cell>
        <Cell label="Waiting" className="w-12">
          <NumberLink count={agent.waiting_approvals} href={`/approvals?agent=${agent.domain}`} />
        </Cell>
        <Cell label="Last run" className="w-20">
          {agent.last_task === null ? (
            <span className="text-faint">never</span>
          ) : (
            <Link href={`/tasks/${agent.last_task.id}`} className="relative hover:underline">
              <RelativeTime at={agent.last_task.created_at} />
            </Link>
          )}
        </Cell>
      </dl>
    </li>
  );
}

function Cell({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    <div className={className}>
      <dt className="text-faint">{label}</dt>
      <dd className="truncate font-medium tabular-nums">{children}</dd>
    </div>
  );
}

function NumberLink({ count, href }: { count: number; href: string }) {
  return (
    <Link href={href} className="relative after:absolute after:-inset-3 hover:underline">
      {count.toLocaleString("en")}
    </Link>
  );
}
