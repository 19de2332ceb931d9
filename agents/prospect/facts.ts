/** Owns the facts behind one contact's score: what moved each part from where it stands for everybody, in points of the score. */
import { writeCount } from "#lib/core/count.ts";
import type { DetailedScore } from "./scoring.ts";

const DAY_MS = 86_400_000;
const MAX_FIT_FACTS = 6;

export type ScoreFact = { part: "fit" | "engagement" | "recency"; attribute: string; value: string; points: number };

const KIND_WORDS: Record<string, [one: string, many: string]> = {
  reply: ["reply", "replies"],
  meeting: ["meeting", "meetings"],
  interaction: ["imported interaction", "imported interactions"],
};

/** The facts, the heaviest of each part first. Points are rounded to one decimal; those that round to nothing are left out. */
export function listFacts(detail: DetailedScore, nowMs: number): ScoreFact[] {
  const share = (part: ScoreFact["part"]) => detail.breakdown.components.find(({ name }) => name === part)?.share ?? 0;
  const toPoints = (value: number, part: ScoreFact["part"]) => Math.round(value * share(part) * 1000) / 10;
  const facts: ScoreFact[] = detail.fit.factors.slice(0, MAX_FIT_FACTS).map(factor => ({
    part: "fit",
    attribute: factor.attribute,
    value: factor.value === undefined || factor.value === null ? "not known" : String(factor.value),
    points: toPoints(factor.contribution, "fit"),
  }));

  const { points, occasions, kinds, value, baseline } = detail.engagement;
  if (occasions > 0 && baseline > 0)
    facts.push({
      part: "engagement",
      attribute: "others",
      value: "what contacts do on average",
      points: toPoints(baseline, "engagement"),
    });
  const moved = value - (occasions > 0 ? baseline : 0);
  if (occasions === 0 && value > 0)
    facts.push({
      part: "engagement",
      attribute: "others",
      value: "nothing is known yet: what contacts do on average",
      points: toPoints(value, "engagement"),
    });
  else if (moved < 0)
    facts.push({
      part: "engagement",
      attribute: "answers",
      value: `fewer than others to ${writeCount(occasions, "message")}`,
      points: toPoints(moved, "engagement"),
    });
  else
    for (const [kind, own] of Object.entries(kinds)) {
      const [one, many] = KIND_WORDS[kind] ?? [kind, kind];
      const kept = points === 0 ? 0 : own / points;
      facts.push({
        part: "engagement",
        attribute: own <= 1 ? one : many,
        value: `${own.toFixed(1)} interaction points in ${writeCount(occasions, "occasion")}`,
        points: toPoints(moved * kept, "engagement"),
      });
    }

  if (detail.lastMs !== null) {
    const days = Math.max(0, Math.floor((nowMs - detail.lastMs) / DAY_MS));
    const recency = detail.breakdown.components.find(({ name }) => name === "recency")?.value ?? 0;
    facts.push({
      part: "recency",
      attribute: "last heard of",
      value: days === 0 ? "today" : `${writeCount(days, "day")} ago`,
      points: toPoints(recency ?? 0, "recency"),
    });
  }
  return facts.filter(fact => fact.points !== 0);
}
