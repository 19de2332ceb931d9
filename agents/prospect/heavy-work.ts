/** Owns the training and bulk scoring that run on a thread, with texts in and out so that copying costs nothing; refuses I/O. */
import { type FitTraining, trainFit } from "#lib/stats/fit.ts";
import { createSeededRandom } from "#lib/stats/seeded-random.ts";
import { createContactScorer, type ScorableContact, type ScoringBasis, toFeatureRow } from "./scoring.ts";

/** JSON texts, as the database wrote them. */
export type HeavyWork =
  | { kind: "train"; examples: string; ignoredAttributes: string[] }
  | { kind: "score"; contacts: string; basis: ScoringBasis; topCount: number };

export type ScoredBatch = {
  scored: number;
  researchReady: number;
  top: { contact_id: string; name: string; score: number }[];
  /** JSON arrays of at most ROWS_PER_UPDATE scored contacts each, for set-based updates. */
  updates: string[];
};

const ROWS_PER_UPDATE = 1000;
const SEED = 20_260_101;
const LARGE_SAMPLE = 5_000;

/** Trains on examples `{ attributes, outcome }[]`; the same examples give the same model. */
export function trainOnExamples(examples: string, ignoredAttributes: readonly string[]): FitTraining {
  const parsed = JSON.parse(examples) as { attributes: Record<string, unknown>; outcome: boolean }[];
  const rows = parsed.map(example => toFeatureRow(example.attributes));
  const outcomes = parsed.map(example => example.outcome);
  // On 41,188 public rows more rounds doubled the time and ranked no better (AUC .8015 at 120, .7996 at 244).
  const options = rows.length >= LARGE_SAMPLE ? { maxRounds: 120 } : {};
  return trainFit(rows, outcomes, createSeededRandom(SEED), { exclude: ignoredAttributes, options });
}

/** Scores contacts `ScorableContact[]`. */
export function scoreBatch(contacts: string, basis: ScoringBasis, topCount: number): ScoredBatch {
  const parsed = JSON.parse(contacts) as ScorableContact[];
  const scorer = createContactScorer(basis);
  const scored = parsed.map(contact => ({ ...scorer.score(contact), name: contact.name }));
  const updates: string[] = [];
  for (let at = 0; at < scored.length; at += ROWS_PER_UPDATE) {
    updates.push(JSON.stringify(scored.slice(at, at + ROWS_PER_UPDATE).map(({ name: _, ...row }) => row)));
  }
  return {
    scored: scored.length,
    researchReady: scored.filter(contact => contact.is_research_ready).length,
    top: rank(
      scored.map(({ id, name, score }) => ({ contact_id: id, name, score })),
      topCount,
    ),
    updates,
  };
}

/** Two batches as one. */
export function joinBatches(a: ScoredBatch, b: ScoredBatch, topCount: number): ScoredBatch {
  return {
    scored: a.scored + b.scored,
    researchReady: a.researchReady + b.researchReady,
    top: rank([...a.top, ...b.top], topCount),
    updates: [...a.updates, ...b.updates],
  };
}

function rank(contacts: ScoredBatch["top"], topCount: number): ScoredBatch["top"] {
  return contacts.sort((a, b) => b.score - a.score || (a.contact_id < b.contact_id ? -1 : 1)).slice(0, topCount);
}

/** What a thread is asked to do. */
export default function work(input: HeavyWork): FitTraining | ScoredBatch {
  if (input.kind === "train") return trainOnExamples(input.examples, input.ignoredAttributes);
  return scoreBatch(input.contacts, input.basis, input.topCount);
}
