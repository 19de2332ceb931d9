"use client";
/** What models may cost on one day, what they did cost, and what happens when it is used up. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { agentsQuery } from "#components/agents/agent-data.ts";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { BudgetChart } from "#components/settings/budget-chart.tsx";
import { BudgetForm } from "#components/settings/budget-form.tsx";
import { ReadOnlyNote } from "#components/settings/read-only-note.tsx";
import { type Spend, spendQuery, type WorkspaceDetail, workspaceQuery } from "#components/settings/settings-data.ts";
import { SettingsHeader } from "#components/settings/settings-header.tsx";
import { SettingsSkeleton } from "#components/settings/settings-skeleton.tsx";
import { useChangeWorkspace } from "#components/settings/use-change-workspace.ts";
import { useRole } from "#components/settings/use-role.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeaderCell, TableRow } from "#components/ui/table.tsx";

export function BudgetView() {
  const workspace = useQuery(workspaceQuery);
  const spend = useQuery(spendQuery);
  const { isAdmin, whyNot } = useRole();
  const { change } = useChangeWorkspace();
  const error = workspace.error ?? spend.error;
  const retry = () => void Promise.all([workspace.refetch(), spend.refetch()]);
  return (
    <>
      <SettingsHeader title="Budget" description="What language models may cost on one day, and what they did cost." />
      {workspace.data && spend.data ? (
        <>
          <ReadOnlyNote why={whyNot} />
          <div className="flex flex-col gap-5">
            <Card aria-label="Today">
              <CardHeader title="Today" />
              <div className="divide-y divide-line">
                <Today workspace={workspace.data} spend={spend.data} />
                <BudgetForm
                  id={`budget ${workspace.data.id}`}
                  label="At most a day, in US dollars"
                  hint="For all agents together, on one UTC day. When it is used up, templates write instead of the model: work goes on, and each text says who wrote it."
                  micros={workspace.data.daily_budget_micros}
                  isLocked={!isAdmin}
                  onSave={micros =>
                    change({ daily_budget_micros: micros }, `Models may cost ${formatMicros(micros)} a day`)
                  }
                />
              </div>
            </Card>
            <Card aria-label="The last 30 days">
              <CardHeader
                title="The last 30 days"
                actions={
                  <span className="text-muted text-sm tabular-nums">
                    {formatMicros(spend.data.days.reduce((sum, day) => sum + day.spent_micros, 0))}
                  </span>
                }
              />
              <BudgetChart days={spend.data.days} limitMicros={workspace.data.daily_budget_micros} />
            </Card>
            <PerAgent spend={spend.data} />
          </div>
        </>
      ) : error ? (
        <Failure error={error} onRetry={retry} isRetrying={workspace.isFetching || spend.isFetching} />
      ) : (
        <SettingsSkeleton cards={[2, 3]} />
      )}
    </>
  );
}

function Today({ workspace, spend }: { workspace: WorkspaceDetail; spend: Spend }) {
  const limit = workspace.daily_budget_micros;
  const used = spend.spent_micros + spend.reserved_micros;
  const share = limit === 0 ? 1 : Math.min(1, used / limit);
  const isUp = share >= 1;
  return (
    <div className="flex flex-col gap-2 px-4 py-3.5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium text-xl tabular-nums tracking-tight">{formatMicros(spend.spent_micros)}</span>
        <span className="text-muted text-xs tabular-nums">
          of {formatMicros(limit)}
          {spend.reserved_micros > 0 ? `, ${formatMicros(spend.reserved_micros)} set aside for calls under way` : ""}
        </span>
      </p>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-idle-soft">
        <div
          className={isUp ? "h-full bg-danger-fill" : share > 0.8 ? "h-full bg-warn" : "h-full bg-accent"}
          style={{ width: `${Math.round(share * 100)}%` }}
        />
      </div>
      {isUp ? (
        <p className="text-danger text-xs">
          {limit === 0
            ? "The budget is zero: templates write."
            : "Used up for today: templates write until midnight UTC."}
        </p>
      ) : null}
    </div>
  );
}

function PerAgent({ spend }: { spend: Spend }) {
  const { data } = useQuery(agentsQuery);
  const agents = data?.data ?? [];
  const others = spend.agents.filter(row => !agents.some(agent => agent.domain === row.domain));
  return (
    <Card aria-label="Per agent">
      <CardHeader
        title="Per agent"
        description="An agent's own limit is set on its page; the workspace's always holds too."
      />
      <Table label="What models cost per agent" frameClassName="px-1">
        <TableHead>
          <tr>
            <TableHeaderCell>Agent</TableHeaderCell>
            <TableHeaderCell isNumeric>Own limit a day</TableHeaderCell>
            <TableHeaderCell isNumeric>Today</TableHeaderCell>
            <TableHeaderCell isNumeric>30 days</TableHeaderCell>
          </tr>
        </TableHead>
        <TableBody>
          {agents.map(agent => {
            const row = spend.agents.find(one => one.domain === agent.domain);
            return (
              <TableRow key={agent.domain}>
                <TableCell>
                  <Link
                    href={`/agents/${agent.domain}`}
                    className="inline-flex items-center gap-2.5 rounded-xs hover:underline max-md:min-h-11"
                  >
                    <AgentMark domain={agent.domain} size="sm" />
                    {agent.name}
                  </Link>
                </TableCell>
                <TableCell isNumeric>
                  {agent.daily_budget_micros === null ? (
                    <span className="text-faint">none</span>
                  ) : (
                    formatMicros(agent.daily_budget_micros)
                  )}
                </TableCell>
                <TableCell isNumeric>{formatMicros(row?.spent_micros ?? 0)}</TableCell>
                <TableCell isNumeric>{formatMicros(row?.period_micros ?? 0)}</TableCell>
              </TableRow>
            );
          })}
          {others.map(row => (
            <TableRow key={row.domain}>
              <TableCell className="text-muted">
                {row.domain === "model-test" ? "Tests of the model" : row.domain}
              </TableCell>
              <TableCell isNumeric />
              <TableCell isNumeric>{formatMicros(row.spent_micros)}</TableCell>
              <TableCell isNumeric>{formatMicros(row.period_micros)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
