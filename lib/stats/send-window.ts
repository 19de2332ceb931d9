/** Owns when people answer: reply rates by local hour of the week; refuses more replies than messages. */
import type { Interval } from "./intervals.ts";
import { computeBetaInterval } from "./intervals.ts";
import { computeLogBeta } from "./special-functions.ts";

/** hourOfWeek: 0 = Monday 00:00-00:59 in the recipient's own zone, 167 = Sunday 23:00. Counts of messages. */
export type SendObservation = { hourOfWeek: number; sent: number; replied: number };
export type SendWindow = {
  hourOfWeek: number;
  /** 0 = Monday. */
  weekday: number;
  hour: number;
  /** Posterior mean and credible interval of the reply rate. */
  rate: Interval;
  sent: number;
  replied: number;
  /** Whether this kind of hour (same hour, weekday or weekend) was ever tried, or only the prior speaks. */
  basis: "observed" | "prior";
};
export type SendWindowOptions = {
  /** Reply rate expected before any data, 0..1, and how many messages it weighs as much as. */
  priorRate?: number;
  priorMessages?: number;
  confidence?: number;
};

const HOURS = 168;
const STRENGTHS = [10, 30, 100, 300, 1000, 3000];

/**
 * Ranks all 168 hours by expected reply rate, best first. Three levels of partial pooling: the workspace's
 * overall rate; hour of day on weekdays or weekends (neighbouring hours lending half their weight), pulled to
 * the overall rate shaped by business hours; and the single hour, pulled to its kind. How hard each level
 * pulls is chosen by the beta-binomial marginal likelihood. With no data the order is that of business hours.
 * Source: Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.3; empirical Bayes as in Efron 2010.
 */
export function rankSendWindows(
  observations: readonly SendObservation[],
  options: SendWindowOptions = {},
): SendWindow[] {
  const { priorRate = 0.08, priorMessages = 50, confidence = 0.9 } = options;
  if (!(priorRate > 0 && priorRate < 1)) throw new RangeError("priorRate must lie strictly between 0 and 1");
  const sent = new Float64Array(HOURS);
  const replied = new Float64Array(HOURS);
  for (const { hourOfWeek, sent: messages, replied: replies } of observations) {
    if (!Number.isInteger(hourOfWeek) || hourOfWeek < 0 || hourOfWeek >= HOURS) {
      throw new RangeError("hourOfWeek must be an integer from 0 to 167");
    }
    if (!(replies >= 0) || !(replies <= messages)) throw new RangeError("replied must lie between 0 and sent");
    sent[hourOfWeek] = (sent[hourOfWeek] as number) + messages;
    replied[hourOfWeek] = (replied[hourOfWeek] as number) + replies;
  }
  const rate = estimateOverallRate(sent, replied, priorRate, priorMessages);
  const kinds = poolByKind(sent, replied);
  const kindMeans = kinds.map((_, k) => clampRate(rate * getBusinessFactor(k % 24, k >= 24)));
  const kindStrength = chooseStrength(kinds.map((kind, k) => ({ ...kind, mean: kindMeans[k] as number })));
  const kindRates = kinds.map(
    (kind, k) => (kind.replied + kindStrength * (kindMeans[k] as number)) / (kind.sent + kindStrength),
  );
  const cells = Array.from({ length: HOURS }, (_, h) => ({
    sent: sent[h] as number,
    replied: replied[h] as number,
    mean: clampRate((kindRates[kindOf(h)] as number) * getWeekdayFactor(Math.floor(h / 24))),
  }));
  const cellStrength = Math.max(30, chooseStrength(cells));
  const windows = cells.map((cell, hourOfWeek): SendWindow => {
    const kind = kinds[kindOf(hourOfWeek)] as (typeof kinds)[number];
    // What the hour's kind has seen counts towards certainty, up to the strength with which it pulls.
    const weight = Math.min(cellStrength, kind.sent + Math.min(kindStrength, priorMessages));
    const a = cell.replied + weight * cell.mean;
    const b = cell.sent - cell.replied + weight * (1 - cell.mean);
    return {
      hourOfWeek,
      weekday: Math.floor(hourOfWeek / 24),
      hour: hourOfWeek % 24,
      rate: computeBetaInterval(a, b, confidence),
      sent: cell.sent,
      replied: cell.replied,
      basis: kind.tried > 0 ? "observed" : "prior",
    };
  });
  return windows.sort((a, b) => b.rate.estimate - a.rate.estimate || a.hourOfWeek - b.hourOfWeek);
}

/** Local hour of the week (0 = Monday 00:00) of a moment, given local time minus UTC in minutes. */
export function toHourOfWeek(atMs: number, offsetMinutes: number): number {
  const hours = Math.floor((atMs / 60_000 + offsetMinutes) / 60);
  // The epoch was a Thursday, 72 hours into its week.
  return (((hours + 72) % HOURS) + HOURS) % HOURS;
}

/**
 * The start of the next such local hour at or after fromMs, or fromMs itself when that hour is running.
 * The offset is taken as constant: pass the one that holds at the result when the clocks change in between.
 */
export function findNextWindowMs(fromMs: number, hourOfWeek: number, offsetMinutes: number): number {
  const ahead = (((hourOfWeek - toHourOfWeek(fromMs, offsetMinutes)) % HOURS) + HOURS) % HOURS;
  if (ahead === 0) return fromMs;
  const localHour = Math.floor((fromMs / 60_000 + offsetMinutes) / 60) + ahead;
  return (localHour * 60 - offsetMinutes) * 60_000;
}

/** Business-hours shape: relative reply rate, about 1 over working hours. */
function getBusinessFactor(hour: number, isWeekend: boolean): number {
  if (hour < 6 || hour >= 22) return 0.3;
  if (isWeekend) return hour >= 9 && hour < 20 ? 0.6 : 0.45;
  if (hour >= 9 && hour < 12) return 1.25;
  if (hour >= 13 && hour < 17) return 1.1;
  return hour >= 8 && hour < 18 ? 1 : 0.7;
}

/** Slight tilt that orders otherwise equal days: Tuesday to Thursday before Monday and Friday. */
function getWeekdayFactor(weekday: number): number {
  return [0.98, 1.03, 1.02, 1.01, 0.96, 1, 1][weekday] ?? 1;
}

function kindOf(hourOfWeek: number): number {
  return (hourOfWeek % 24) + (hourOfWeek >= 120 ? 24 : 0);
}

function clampRate(rate: number): number {
  return Math.min(0.95, Math.max(1e-4, rate));
}

function estimateOverallRate(
  sent: Float64Array,
  replied: Float64Array,
  priorRate: number,
  priorMessages: number,
): number {
  let replies = priorRate * priorMessages;
  let exposure = priorMessages;
  for (let h = 0; h < HOURS; h++) {
    replies += replied[h] as number;
    // Dividing by the shape keeps a workspace that only writes at night from looking unlucky.
    exposure += (sent[h] as number) * getBusinessFactor(h % 24, h >= 120);
  }
  return clampRate(replies / exposure);
}

function poolByKind(sent: Float64Array, replied: Float64Array): { sent: number; replied: number; tried: number }[] {
  const raw = Array.from({ length: 48 }, () => ({ sent: 0, replied: 0 }));
  for (let h = 0; h < HOURS; h++) {
    const kind = raw[kindOf(h)] as (typeof raw)[number];
    kind.sent += sent[h] as number;
    kind.replied += replied[h] as number;
  }
  return raw.map((own, k) => {
    const group = k - (k % 24);
    const before = raw[group + ((k + 23) % 24)] as (typeof raw)[number];
    const after = raw[group + ((k + 1) % 24)] as (typeof raw)[number];
    return {
      sent: own.sent + 0.5 * (before.sent + after.sent),
      replied: own.replied + 0.5 * (before.replied + after.replied),
      tried: own.sent,
    };
  });
}

/** The prior strength, in messages, under which the cells' replies are most likely. */
function chooseStrength(cells: readonly { sent: number; replied: number; mean: number }[]): number {
  let best = { strength: 100, likelihood: Number.NEGATIVE_INFINITY };
  if (cells.every(cell => cell.sent === 0)) return best.strength;
  for (const strength of STRENGTHS) {
    let likelihood = 0;
    for (const { sent, replied, mean } of cells) {
      if (sent === 0) continue;
      const a = strength * mean;
      const b = strength * (1 - mean);
      likelihood += computeLogBeta(a + replied, b + sent - replied) - computeLogBeta(a, b);
    }
    if (likelihood > best.likelihood) best = { strength, likelihood };
  }
  return best.strength;
}
