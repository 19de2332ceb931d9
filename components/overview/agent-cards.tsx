"use client";
/** One card per agent: how it is, what it last did, what of it waits; each number opens to its rows. */
import Link from "next/link";
import { AgentTile } from "#components/agents/agent-tile.tsx";
import type { Overview } from "./overview-data.ts";

export function AgentCards({ agents, className }: { agents: Overview["agents"]; className?: string }) {
  return (
    <section aria-label="Agents" className={className}>
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h2 className="font-medium text-sm">Agents</h2>
        <Link href="/agents" className="text-muted text-xs hover:text-text hover:underline max-md:min-h-11">
          All agents
        </Link>
      </div>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {agents.map(agent => (
          <li key={agent.domain}>
            <AgentTile agent={agent} />
          </li>
        ))}
      </ul>
    </section>
  );
}
