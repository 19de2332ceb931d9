"use client";
/** One line per agent: what it did, how well, at what cost; every number opens its rows. */
import Link from "next/link";
import type { ReactNode } from "react";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { useAgentOptions } from "#components/tasks/use-agents.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";
import type { AgentAnalytics, Analytics, Share } from "#lib/operations/shapes/analytics.ts";
import type { AnalyticsSearch, Sort } from "./analytics-search.ts";
import { writeCost, writeCount, writeDecisionTime, writeInterval, writeShare } from "./figure-words.ts";
import { IntervalBar } from "./interval-bar.tsx";
import type { OpenRows } from "./use-analytics.ts";

type Props = {
  analytics: Analytics;
  sort: Sort;
  order: AnalyticsSearch["order"];
  onSort: (sort: Sort, order: AnalyticsSearch["order"]) => void;
  onOpen: OpenRows;
};

/** What a column is ordered by; what nothing is known of comes last either way. */
const keys: Record<Exclude<Sort, "agent">, (agent: AgentAnalytics) => number | null> = {
  tasks: agent => agent.success.whole,
  success: agent => agent.success.rate,
  approval: agent => agent.approval.rate,
  edited: agent => agent.edited.rate,
  response: agent => agent.response.rate,
  decision: agent => agent.decision?.median_seconds ?? null,
  cost: agent => agent.counts.cost_micros,
};
const columns: readonly { sort: Sort; title: string }[] = [
  { sort: "agent", title: "Agent" },
  { sort: "tasks", title: "Tasks" },
  { sort: "success", title: "Success" },
  { sort: "approval", title: "Approved" },
  { sort: "edited", title: "Edited" },
  { sort: "response", title: "Answered" },
  { sort: "decision", title: "Median wait" },
  { sort: "cost", title: "Cost" },
];
const numeric = new Set<Sort>(["tasks", "decision", "cost"]);

export function AgentsTable({ analytics, sort, order, onSort, onOpen }: Props) {
  const options = useAgentOptions(null);
  const nameOf = (domain: string) => options.find(option => option.value === domain)?.label ?? domain;
  const agents = sortAgents(analytics.agents, sort, order, nameOf);
  return (
    <Card aria-label="Agents" className="mb-5 overflow-clip">
      <CardHeader
        title="Agents"
        description="Rates with the stretch they likely lie in; fewer than ten are said as counts"
      />
      {agents.length === 0 ? (
        <p className="px-4 py-8 text-center text-muted text-sm">No agent did anything in these days.</p>
      ) : (
        <Table label="Figures of each agent" frameClassName="relative" className="min-w-[56rem]">
          <TableHead>
            <tr>
              {columns.map(column => (
                <TableHeaderCell
                  key={column.sort}
                  isNumeric={numeric.has(column.sort)}
                  sort={column.sort === sort ? (order === "up" ? "ascending" : "descending") : "none"}
                  onSort={() =>
                    onSort(
                      column.sort,
                      column.sort === sort ? (order === "up" ? "down" : "up") : firstOrder(column.sort),
                    )
                  }
                >
                  {column.title}
                </TableHeaderCell>
              ))}
            </tr>
          </TableHead>
          <TableBody>
            {agents.map(agent => {
              const { domain } = agent;
              const name = nameOf(domain);
              return (
                <TableRow key={domain}>
                  <TableCell>
                    <Link
                      href={`/agents/${domain}`}
                      className="inline-flex items-center font-medium hover:underline max-md:min-h-11"
                    >
                      <AgentMark domain={domain} size="sm" className="mr-2" />
                      {name}
                    </Link>
                  </TableCell>
                  <TableCell isNumeric>
                    <Opener label={`${name}: tasks`} onOpen={() => onOpen({ measure: "tasks_ended", domain })}>
                      {writeCount(agent.success.whole)}
                    </Opener>
                  </TableCell>
                  <ShareCell
                    share={agent.success}
                    label={`${name}: success`}
                    onOpen={() => onOpen({ measure: "tasks_ended", domain })}
                  />
                  <ShareCell
                    share={agent.approval}
                    label={`${name}: approved`}
                    onOpen={() => onOpen({ measure: "decided", domain })}
                  />
                  <ShareCell
                    share={agent.edited}
                    label={`${name}: edited`}
                    onOpen={() => onOpen({ measure: "approved_edited", domain })}
                  />
                  <ShareCell
                    share={agent.response}
                    label={`${name}: answered`}
                    hint={
                      agent.responses_open.addressed > 0
                        ? `${writeCount(agent.responses_open.addressed)} still open`
                        : undefined
                    }
                    onOpen={() => onOpen({ measure: "addressed", domain })}
                  />
                  <TableCell isNumeric>
                    <Opener label={`${name}: decisions`} onOpen={() => onOpen({ measure: "decided", domain })}>
                      {writeDecisionTime(agent.decision).value}
                    </Opener>
                  </TableCell>
                  <TableCell isNumeric>
                    <Opener label={`${name}: cost`} onOpen={() => onOpen({ measure: "model_calls", domain })}>
                      {formatMicros(agent.counts.cost_micros)}
                    </Opener>
                    {agent.counts.cost_micros > 0 && agent.cost_per_approved.micros !== null ? (
                      <span className="block text-faint text-xs">
                        {writeCost(agent.cost_per_approved).value} per approval
                      </span>
                    ) : null}
                  </TableCell>
                </TableRow>
              );
            })}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

type ShareCellProps = { share: Share; label: string; hint?: string; onOpen: () => void };

function ShareCell({ share, label, hint, onOpen }: ShareCellProps) {
  return (
    <TableCell className="w-36">
      <span className="flex items-baseline justify-between gap-2">
        <Opener label={label} onOpen={onOpen}>
          {writeShare(share)}
        </Opener>
        <span className="truncate text-faint text-xs">
          {hint ?? (share.is_few ? "" : writeInterval(share).replace("likely ", ""))}
        </span>
      </span>
      <span className="mt-1 block h-1.5">
        <IntervalBar share={share} />
      </span>
    </TableCell>
  );
}

function Opener({ label, onOpen, children }: { label: string; onOpen: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className="rounded-xs tabular-nums hover:underline max-md:min-h-11 max-md:min-w-11"
      onClick={onOpen}
    >
      <span className="sr-only">{label} </span>
      {children}
    </button>
  );
}

const firstOrder = (sort: Sort): AnalyticsSearch["order"] => (sort === "agent" ? "up" : "down");

function sortAgents(
  agents: readonly AgentAnalytics[],
  sort: Sort,
  order: AnalyticsSearch["order"],
  nameOf: (domain: string) => string,
): AgentAnalytics[] {
  const sign = order === "up" ? 1 : -1;
  if (sort === "agent")
    return agents.toSorted((one, other) => sign * nameOf(one.domain).localeCompare(nameOf(other.domain)));
  const read = keys[sort];
  return agents.toSorted((one, other) => {
    const [a, b] = [read(one), read(other)];
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
    return sign * (a - b);
  });
}
