/** Turns counts per day into figures with their intervals; knows nothing of the database. */
import {
  addDays,
  answerDays,
  type DecisionTimes,
  decisionBucketRatio,
  type MetricName,
  type MetricRow,
  metricNames,
} from "#lib/db/daily-metrics.ts";
import { countSketch, readSketch } from "#lib/stats/duration-sketch.ts";
import { computeWilsonInterval } from "#lib/stats/intervals.ts";
import { computeRatioOfSums } from "#lib/stats/ratio-of-sums.ts";
import { computeShareDifference } from "#lib/stats/share-difference.ts";
import type {
  AgentAnalytics,
  CostPerOutcome,
  Counts,
  DayFigures,
  DecisionTime,
  Difference,
  Figures,
  Share,
} from "../shapes/analytics.ts";

/** Below this many a rate says little: 7 of 9 can be anything from 45 to 94 percent. */
const few = 10;

/** What one walk over rows adds up: the same for all of them, one agent or one day. */
type Sum = {
  counts: Counts;
  closed: { addressed: number; answered: number };
  open: { addressed: number; answered: number; from: string | null };
  decisionTimes: DecisionTimes;
  days: Map<string, DaySum>;
};
type DaySum = { cost: number; approved: number; delivered: number; answered: number };

function addRows(rows: readonly MetricRow[], today: string): Sum {
  const counts = createCounts();
  const closed = { addressed: 0, answered: 0 };
  const open: Sum["open"] = { addressed: 0, answered: 0, from: null };
  const decisionTimes: DecisionTimes = {};
  const days: Sum["days"] = new Map();
  const firstOpen = findFirstOpenDay(today);
  for (const row of rows) {
    for (const name of metricNames) counts[name] += row[name];
    for (const bucket in row.decision_times)
      decisionTimes[bucket] = (decisionTimes[bucket] ?? 0) + (row.decision_times[bucket] ?? 0);
    const answers = row.day >= firstOpen ? open : closed;
    answers.addressed += row.addressed;
    answers.answered += row.answered;
    if (row.addressed > 0 && row.day >= firstOpen && (open.from === null || row.day < open.from)) open.from = row.day;
    const day = days.get(row.day) ?? { cost: 0, approved: 0, delivered: 0, answered: 0 };
    day.cost += row.cost_micros;
    day.approved += countAccepted(row) + row.approved_by_policy;
    day.delivered += row.delivered;
    day.answered += row.answered;
    days.set(row.day, day);
  }
  return { counts, closed, open, decisionTimes, days };
}

/** The figures of some rows. `today` decides which days' answers are still open. */
export function addUp(rows: readonly MetricRow[], today: string): Figures {
  const { counts, closed, open, decisionTimes, days } = addRows(rows, today);
  const accepted = countAccepted(counts);
  return {
    counts,
    success: toShare(counts.tasks_succeeded, counts.tasks_succeeded + counts.tasks_failed),
    approval: toShare(accepted, accepted + counts.rejected),
    edited: toShare(counts.approved_edited, counts.approved_edited + counts.approved_unedited),
    response: toShare(closed.answered, closed.addressed),
    responses_open: open,
    decision: readDecisions(decisionTimes),
    cost_per_approved: divideCost(days, "approved"),
    cost_per_delivered: divideCost(days, "delivered"),
    cost_per_answer: divideCost(days, "answered"),
  };
}

/** The figures of each day in order, with days on which nothing happened. */
export function addUpDays(
  rows: readonly MetricRow[],
  days: readonly string[],
  state: { today: string; live: ReadonlySet<string>; uncounted: ReadonlySet<string> },
): DayFigures[] {
  const byDay = Map.groupBy(rows, row => row.day);
  const firstOpen = findFirstOpenDay(state.today);
  return days.map(day => {
    const { counts, decisionTimes } = addRows(byDay.get(day) ?? [], state.today);
    const decision = readDecisions(decisionTimes);
    return {
      day,
      ...counts,
      median_seconds: decision?.median_seconds ?? null,
      p90_seconds: decision?.p90_seconds ?? null,
      is_live: state.live.has(day),
      is_counted: !state.uncounted.has(day),
      are_answers_open: day >= firstOpen,
    };
  });
}

/** The figures of each agent that did anything, most active first. */
export function addUpAgents(rows: readonly MetricRow[], days: readonly string[], today: string): AgentAnalytics[] {
  const places = new Map(days.map((day, place) => [day, place]));
  const agents = [...Map.groupBy(rows, row => row.domain)].map(([domain, own]) => {
    const zeros = () => days.map(() => 0);
    const series = {
      tasks: zeros(),
      failed: zeros(),
      approved: zeros(),
      rejected: zeros(),
      delivered: zeros(),
      answered: zeros(),
      cost_micros: zeros(),
    };
    for (const row of own) {
      const place = places.get(row.day);
      if (place === undefined) continue;
      const add = (name: keyof typeof series, count: number) => {
        series[name][place] = (series[name][place] ?? 0) + count;
      };
      add("tasks", row.tasks_succeeded + row.tasks_failed);
      add("failed", row.tasks_failed);
      add("approved", countAccepted(row));
      add("rejected", row.rejected);
      add("delivered", row.delivered);
      add("answered", row.answered);
      add("cost_micros", row.cost_micros);
    }
    return { domain, ...addUp(own, today), series };
  });
  const activity = ({ counts }: AgentAnalytics) => counts.tasks_succeeded + counts.tasks_failed + counts.proposed;
  return agents.sort((one, other) => activity(other) - activity(one) || one.domain.localeCompare(other.domain));
}

/** How much higher a share is than before; null while either is too few. */
export function compareShares(before: Share, now: Share): Difference | null {
  if (before.is_few || now.is_few) return null;
  const found = computeShareDifference(before, now);
  return found === null ? null : { difference: found.estimate, low: found.low, high: found.high };
}

/** The first day whose deliveries can still be answered. */
function findFirstOpenDay(today: string): string {
  return addDays(today, -answerDays);
}

function createCounts(): Counts {
  return Object.fromEntries(metricNames.map(name => [name, 0])) as Record<MetricName, number>;
}

function countAccepted(counts: Counts): number {
  return counts.approved_unedited + counts.approved_edited + counts.done;
}

function toShare(part: number, whole: number): Share {
  if (whole === 0) return { part, whole, rate: null, low: null, high: null, is_few: true };
  const { low, high } = computeWilsonInterval(part, whole);
  return { part, whole, rate: part / whole, low, high, is_few: whole < few };
}

function readDecisions(times: DecisionTimes): DecisionTime | null {
  const median = readSketch(times, 0.5, decisionBucketRatio);
  const p90 = readSketch(times, 0.9, decisionBucketRatio);
  if (median === null || p90 === null) return null;
  const decisions = countSketch(times);
  return {
    decisions,
    median_seconds: median.estimate,
    low_seconds: median.low,
    high_seconds: median.high,
    p90_seconds: p90.estimate,
    is_few: decisions < few,
  };
}

function divideCost(days: Sum["days"], outcome: Exclude<keyof DaySum, "cost">): CostPerOutcome {
  const units = [...days.values()].map(day => ({ numerator: day.cost, denominator: day[outcome] }));
  const cost = units.reduce((sum, unit) => sum + unit.numerator, 0);
  const outcomes = units.reduce((sum, unit) => sum + unit.denominator, 0);
  const interval = computeRatioOfSums(units);
  return {
    outcomes,
    micros: outcomes === 0 ? null : cost / outcomes,
    low_micros: interval?.low ?? null,
    high_micros: interval?.high ?? null,
    is_few: outcomes < few || interval === null,
  };
}
