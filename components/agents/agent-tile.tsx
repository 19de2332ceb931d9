"use client";
/** One agent as a card: what it is, how it is, what it did; every number opens to its rows. */
import Link from "next/link";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { AgentSummary } from "./agent-data.ts";
import { nameAutonomy } from "./autonomy.ts";

/** Above the card's own link, and wide enough for a finger. */
const numberLink = "relative after:absolute after:-inset-2.5 hover:underline";

export function AgentTile({ agent }: { agent: AgentSummary }) {
  const last = agent.last_task;
  return (
    <article className="relative flex h-full flex-col rounded-lg border bg-surface p-3.5 shadow-card transition-colors hover:border-line-strong">
      <div className="flex items-center gap-2">
        <Avatar name={agent.name} shape="square" />
        <h3 className="min-w-0 flex-1 truncate font-medium text-sm">
          {/* The whole card leads to the agent; its numbers lie above this link. */}
          <Link href={`/agents/${agent.domain}`} className="after:absolute after:inset-0 after:rounded-lg">
            {agent.name}
          </Link>
        </h3>
        <Badge tone="outline">{nameAutonomy(agent.autonomy)}</Badge>
      </div>
      <div className="mt-2 flex-1">
        <p className="line-clamp-2 text-muted text-sm">{agent.purpose}</p>
      </div>
      <div className="mt-3 flex items-center justify-between gap-3 text-xs">
        <StatusBadge kind="agent" status={agent.status} variant="plain" />
        {last === null ? (
          <span className="truncate text-faint">has not run yet</span>
        ) : (
          <Link href={`/tasks/${last.id}`} className={`truncate text-faint hover:text-text ${numberLink}`}>
            {last.status === "failed" ? "failed " : ""}
            <RelativeTime at={last.created_at} />
          </Link>
        )}
      </div>
      <dl className="mt-1.5 flex items-center gap-4 text-xs">
        <TileNumber label="today" count={agent.tasks_today} href={`/timeline?agent=${agent.domain}&range=day`} />
        <TileNumber label="waiting" count={agent.waiting_approvals} href={`/approvals?agent=${agent.domain}`} />
      </dl>
    </article>
  );
}

function TileNumber({ label, count, href }: { label: string; count: number; href: string }) {
  return (
    <div className="flex gap-1">
      <dt className="order-2 text-muted">{label}</dt>
      <dd className="order-1 font-medium tabular-nums">
        <Link href={href} className={numberLink}>
          {count.toLocaleString("en")}
        </Link>
      </dd>
    </div>
  );
}
