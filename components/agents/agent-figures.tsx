"use client";
/** How well an agent did in thirty days, at what cost: each figure with what it counts, its interval, and its line. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Sparkline, type SparklineProps } from "#components/charts/sparkline.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { type AgentAnalytics, figureDays, readAgentAnalyticsQuery } from "./agent-data.ts";

type Share = AgentAnalytics["totals"]["success"];
type Figure = {
  label: string;
  value: string;
  note: string;
  href: string;
  values: readonly number[];
  tone?: SparklineProps["tone"];
};

const percent = (rate: number) => `${Math.round(rate * 100)} %`;

/** A rate with its interval; below ten the counts say more. */
function writeShare({ part, whole, rate, low, high, is_few }: Share, nothing: string): [value: string, note: string] {
  if (whole === 0 || rate === null) return ["–", nothing];
  const counts = `${part.toLocaleString("en")} of ${whole.toLocaleString("en")}`;
  if (is_few || low === null || high === null) return [counts, "too few for a rate"];
  return [percent(rate), `${counts}, ${percent(low)} to ${percent(high)}`];
}

export function AgentFigures({ domain }: { domain: string }) {
  const { data } = useQuery(readAgentAnalyticsQuery(domain));
  const figures = data ? listFigures(data, domain) : [];
  return (
    <section aria-label={`The last ${figureDays} days`} className="mb-4">
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line shadow-card lg:grid-cols-4">
        {data
          ? figures.map(figure => (
              <li key={figure.label} className="min-w-0 bg-surface">
                <Link
                  href={figure.href}
                  className="flex h-[5.25rem] min-w-0 flex-col justify-between gap-1 px-4 py-3 outline-offset-[-2px] transition-colors duration-75 hover:bg-hover"
                >
                  <span className="truncate text-muted text-xs">{figure.label}</span>
                  <span className="flex items-end justify-between gap-3">
                    <span className="min-w-0">
                      <span className="block truncate font-semibold text-lg tabular-nums leading-6">
                        {figure.value}
                      </span>
                      <span className="block truncate text-faint text-xs" title={figure.note}>
                        {figure.note}
                      </span>
                    </span>
                    {figure.values.some(value => value > 0) ? (
                      <Sparkline
                        values={figure.values}
                        leastTop={4}
                        label=""
                        tone={figure.tone}
                        className="h-8 w-20 shrink-0 max-sm:w-12"
                      />
                    ) : null}
                  </span>
                </Link>
              </li>
            ))
          : ["success", "approval", "response", "cost"].map(key => (
              <li key={key} aria-hidden className="h-[5.25rem] bg-surface" />
            ))}
      </ul>
    </section>
  );
}

function listFigures({ totals, agents }: AgentAnalytics, domain: string): Figure[] {
  const series = agents.find(agent => agent.domain === domain)?.series;
  const [success, successNote] = writeShare(totals.success, "no task has ended");
  const [approval, approvalNote] = writeShare(totals.approval, "nothing decided yet");
  const [response, responseNote] = writeShare(totals.response, "nothing sent that could be answered");
  const analytics = `/analytics?agent=${domain}`;
  return [
    {
      label: "Tasks that succeeded",
      value: success,
      note: successNote,
      href: `/timeline?agent=${domain}`,
      values: series?.tasks ?? [],
      tone: "ok",
    },
    {
      label: "Proposals approved",
      value: approval,
      note: approvalNote,
      href: `/approvals?tab=decided&agent=${domain}`,
      values: series?.approved ?? [],
    },
    {
      label: "Messages answered",
      value: response,
      note: responseNote,
      href: analytics,
      values: series?.answered ?? [],
    },
    {
      label: "Spent on models",
      value: formatMicros(totals.counts.cost_micros),
      note:
        totals.counts.model_calls === 0
          ? "no model asked"
          : `${totals.counts.model_calls.toLocaleString("en")} model calls`,
      href: analytics,
      values: series?.cost_micros ?? [],
      tone: "neutral",
    },
  ];
}
