"use client";
/** The agents by pack, with a search in the address; no match and no agents are told apart. */
import { useQuery } from "@tanstack/react-query";
import { Bot, Search } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { agentEntities, agentsQuery } from "#components/agents/agent-data.ts";
import { AgentRow } from "#components/agents/agent-row.tsx";
import { AgentsSkeleton } from "#components/agents/agents-skeleton.tsx";
import { filterAgents, groupByPack, namePack } from "#components/agents/group-agents.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { usePulse } from "#components/tasks/use-pulse.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export function AgentsView() {
  const { data, error, refetch, isFetching } = useQuery(agentsQuery);
  usePulse(agentEntities, agentsQuery.queryKey);
  const [text, setText] = useQueryState("q", parseAsString.withDefault("").withOptions({ throttleMs: 200 }));
  const agents = data?.data ?? [];
  const found = filterAgents(agents, text);
  return (
    <>
      <PageHeader
        title="Agents"
        description="Each knows one job. Open one to see what it can do, how it did, and how much it may do by itself."
        actions={
          agents.length > 0 ? (
            <div className="relative w-[calc(100vw-2rem)] sm:w-64">
              <Search
                aria-hidden
                className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-faint"
              />
              <input
                type="search"
                aria-label="Search agents"
                placeholder="Search by name or purpose"
                value={text}
                onChange={event => void setText(event.target.value === "" ? null : event.target.value)}
                className="field-surface h-8 pr-2.5 pl-8 text-sm placeholder:text-faint max-md:h-11 max-md:text-[1rem]"
              />
            </div>
          ) : null
        }
      />
      {!data && error ? <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} /> : null}
      {!data && !error ? <AgentsSkeleton /> : null}
      {data && agents.length === 0 ? (
        <EmptyState
          title="This workspace has no agents yet"
          icon={Bot}
          action={<Button onClick={() => void refetch()}>Look again</Button>}
        >
          They are added when the server starts. Look again in a moment.
        </EmptyState>
      ) : null}
      {agents.length > 0 && found.length === 0 ? (
        <EmptyState
          title={`No agent matches “${text}”`}
          icon={Search}
          action={<Button onClick={() => void setText(null)}>Clear the search</Button>}
        >
          Search by name, purpose or pack, such as “outreach” or “marketing”.
        </EmptyState>
      ) : null}
      <div className="flex flex-col gap-6">
        {groupByPack(found).map(([pack, members]) => (
          <section key={pack} aria-label={namePack(pack)}>
            <h2 className="mb-2 font-medium text-sm">
              {namePack(pack)} <span className="font-normal text-faint tabular-nums">{members.length}</span>
            </h2>
            <Card>
              <ul className="divide-y divide-line">
                {members.map(agent => (
                  <AgentRow key={agent.domain} agent={agent} />
                ))}
              </ul>
            </Card>
          </section>
        ))}
      </div>
    </>
  );
}
