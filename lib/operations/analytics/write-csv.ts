/** Writes analytics as CSV: the numbers as they are shown, one row per day, agent or reason. A text never becomes a formula. */
import Papa from "papaparse";
import { metricNames } from "#lib/db/daily-metrics.ts";
import type { Analytics, Figures } from "../shapes/analytics.ts";

export const csvTables = ["day", "agent", "reason"] as const;
export type CsvTable = (typeof csvTables)[number];

type Cell = string | number | null;

/** The file with a header line, comma-separated, lines ended by CRLF (RFC 4180). */
export function writeCsv(analytics: Analytics, per: CsvTable): string {
  const rows = { day: listDayRows, agent: listAgentRows, reason: listReasonRows }[per](analytics);
  const columns = { day: dayColumns, agent: agentColumns, reason: reasonColumns }[per];
  const cells = rows.map(row => columns.map(column => row[column] ?? null));
  // A cell that begins like a formula gets an apostrophe before it: spreadsheets then show it and run nothing.
  return `${Papa.unparse({ fields: [...columns], data: cells }, { escapeFormulae: true })}\r\n`;
}

const dayColumns = [
  "day",
  ...metricNames,
  "decision_median_seconds",
  "decision_p90_seconds",
  "are_answers_open",
  "is_counted",
] as const;
const shares = ["success", "approval", "edited", "response"] as const;
const costs = ["cost_per_approved", "cost_per_delivered", "cost_per_answer"] as const;
const agentColumns: readonly string[] = [
  "agent",
  ...metricNames,
  ...shares.flatMap(name => [`${name}_part`, `${name}_whole`, `${name}_rate`, `${name}_low`, `${name}_high`]),
  "responses_open",
  "decision_median_seconds",
  "decision_median_low_seconds",
  "decision_median_high_seconds",
  "decision_p90_seconds",
  ...costs.flatMap(name => [`${name}_micros`, `${name}_low_micros`, `${name}_high_micros`]),
];
const reasonColumns = ["reason", "count", "latest_at"] as const;

function listDayRows({ days }: Analytics): Record<string, Cell>[] {
  return days.map(day => ({
    ...day,
    decision_median_seconds: day.median_seconds,
    decision_p90_seconds: day.p90_seconds,
    are_answers_open: String(day.are_answers_open),
    is_counted: String(day.is_counted),
    is_live: null,
  }));
}

function listAgentRows({ agents }: Analytics): Record<string, Cell>[] {
  return agents.map(agent => ({ agent: agent.domain, ...writeFigures(agent) }));
}

function writeFigures(figures: Figures): Record<string, Cell> {
  const row: Record<string, Cell> = { ...figures.counts, responses_open: figures.responses_open.addressed };
  for (const name of shares) {
    const { part, whole, rate, low, high } = figures[name];
    Object.assign(row, {
      [`${name}_part`]: part,
      [`${name}_whole`]: whole,
      [`${name}_rate`]: rate,
      [`${name}_low`]: low,
      [`${name}_high`]: high,
    });
  }
  for (const name of costs) {
    const { micros, low_micros, high_micros } = figures[name];
    Object.assign(row, {
      [`${name}_micros`]: micros,
      [`${name}_low_micros`]: low_micros,
      [`${name}_high_micros`]: high_micros,
    });
  }
  return Object.assign(row, {
    decision_median_seconds: figures.decision?.median_seconds ?? null,
    decision_median_low_seconds: figures.decision?.low_seconds ?? null,
    decision_median_high_seconds: figures.decision?.high_seconds ?? null,
    decision_p90_seconds: figures.decision?.p90_seconds ?? null,
  });
}

function listReasonRows({ reasons }: Analytics): Record<string, Cell>[] {
  return reasons.map(reason => ({ ...reason }));
}
