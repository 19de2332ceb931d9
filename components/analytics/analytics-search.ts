/** What the address of the analytics says, and what is asked of the one door for it; shared by the server and the browser. */
import { createLoader, type inferParserType, parseAsIsoDate, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { measures } from "./measures.ts";

export const ranges = ["7", "30", "90", "own"] as const;
export const sorts = ["agent", "tasks", "success", "approval", "edited", "response", "decision", "cost"] as const;
export type Sort = (typeof sorts)[number];

export const analyticsSearch = {
  range: parseAsStringLiteral(ranges).withDefault("30"),
  from: parseAsIsoDate,
  to: parseAsIsoDate,
  agent: parseAsString,
  task: parseAsString,
  effect: parseAsString,
  sort: parseAsStringLiteral(sorts).withDefault("tasks"),
  order: parseAsStringLiteral(["up", "down"] as const).withDefault("down"),
  /** Which number's rows are open, of which day, agent or reason. */
  rows: parseAsStringLiteral(Object.keys(measures) as (keyof typeof measures)[]),
  first: parseAsIsoDate,
  last: parseAsIsoDate,
  of: parseAsString,
  reason: parseAsString,
};
export type AnalyticsSearch = inferParserType<typeof analyticsSearch>;
export const loadAnalyticsSearch = createLoader(analyticsSearch);

export type AnalyticsInput = {
  days?: number;
  from?: string;
  to?: string;
  domain?: string;
  task?: string;
  effect_kind?: string;
};

const writeDay = (day: Date) => day.toISOString().slice(0, 10);

/** The input of analytics.get for an address. Own days that are not both given yet mean the last thirty. */
export function toInput({ range, from, to, agent, task, effect }: AnalyticsSearch): AnalyticsInput {
  const isOwn = range === "own" && from !== null && to !== null;
  return {
    ...(isOwn ? { from: writeDay(from), to: writeDay(to) } : { days: range === "own" ? 30 : Number(range) }),
    domain: agent ?? undefined,
    task: task ?? undefined,
    effect_kind: effect ?? undefined,
  };
}
