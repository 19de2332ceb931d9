/** A simulator of contacts whose true worth is known: what scoring is measured on. */
import { fitEngagementPrior } from "#lib/stats/engagement.ts";
import { computeRankCorrelation, measurePrecisionAt } from "#lib/stats/ranking.ts";
import { createSeededRandom, drawPoisson } from "#lib/stats/seeded-random.ts";
import { createContactScorer, type ScorableContact, tallyEngagement } from "../scoring.ts";
import { ProspectSettings } from "../settings.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 20);
export const plantedCount = 500;
export const plantedWorlds = 40;
export const plantedTop = 50;
const TITLES = ["Founder", "Owner", "Director of Sales", "Account Manager", "Analyst", "Clerk", "Assistant", "Intern"];

export type PlantedProspect = {
  contact: ScorableContact;
  /** The contact's true log-odds of becoming a customer. */
  truth: number;
};

/**
 * Contacts whose worth is the sum of how well their position fits, how readily they answer and how fresh their interest is.
 * What is seen of it is noisy: a title that says little, answers to between no and six messages, and when they were last heard of.
 */
export function plantProspects(count: number, seed: number, nowMs: number): PlantedProspect[] {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const rank = Math.floor(random() * TITLES.length);
    const isDecider = rank < 4;
    const readiness = -Math.log(1 - random());
    const interestDays = Math.floor(-60 * Math.log(1 - random()));
    const asked = Math.floor(random() * 7);
    const replies = drawPoisson(0.35 * readiness * asked, random);
    const lastMs = nowMs - interestDays * DAY_MS;
    // One title in six says nothing about what its holder decides.
    const title = random() < 1 / 6 ? TITLES[Math.floor(random() * TITLES.length)] : TITLES[rank];
    const touches = [
      ...(asked > 0 ? [{ kind: "outbound", count: asked, last_ms: lastMs - DAY_MS }] : []),
      ...(replies > 0 ? [{ kind: "reply", count: replies, last_ms: lastMs }] : []),
    ];
    return {
      contact: {
        id: `planted-${String(index).padStart(6, "0")}`,
        name: `Planted ${index}`,
        attributes: { job_title: title ?? "" },
        interactions: asked + replies,
        last_interaction_ms: touches.length === 0 ? null : lastMs,
        created_ms: lastMs - 90 * DAY_MS,
        is_denied: false,
        touches,
      },
      truth: (isDecider ? 1 : -1) + 1.2 * readiness + 1.5 * 2 ** (-interestDays / 30),
    };
  });
}

export type ProspectQuality = { rankCorrelation: number; precision: number };

/** Means over planted worlds; `weights` replace the product's, and without the prior nothing is shrunk. */
export function measureProspects(weights: Partial<ProspectSettings>, hasPrior: boolean): ProspectQuality {
  const settings = ProspectSettings.parse(weights);
  let rankCorrelation = 0;
  let precision = 0;
  for (let seed = 1; seed <= plantedWorlds; seed++) {
    const planted = plantProspects(plantedCount, seed, NOW_MS);
    const tallies = planted.map(({ contact }) => tallyEngagement(contact, NOW_MS, settings.half_life_days));
    const prior = hasPrior ? fitEngagementPrior(tallies) : null;
    const scorer = createContactScorer({
      settings,
      model: null,
      engagement: { isSilent: false, prior },
      nowMs: NOW_MS,
    });
    const scores = planted.map(({ contact }) => scorer.score(contact).score);
    const truths = planted.map(({ truth }) => truth);
    rankCorrelation += computeRankCorrelation(scores, truths) / plantedWorlds;
    precision += measurePrecisionAt(scores, truths, plantedTop) / plantedWorlds;
  }
  return { rankCorrelation, precision };
}
