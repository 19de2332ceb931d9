/** Owns the line of the A/B tester, from its tests: what runs, and what was decided since yesterday. */
import type { ClaimCondition, ClaimValue } from "#lib/db/claims.ts";
import { type ClaimBook, type Phrase, say } from "../claim-book.ts";
import type { SweptTask } from "../sweep-reading.ts";

const DOMAIN = "ab-tester";
const DAY_MS = 86_400_000;

export async function writeAbTesterLine(book: ClaimBook, task: SweptTask): Promise<Phrase[]> {
  if (task.started_at === null) return [];
  const running = await book.derive(DOMAIN, {
    table: "ab_tests",
    where: [{ column: "status", is: "=", value: "running" }],
    aggregate: { of: "count" },
  });
  // Tests are decided by their own hours too, not only by the sweep.
  const won: ClaimCondition[] = [
    { column: "outcome", is: "=", value: "winner" },
    { column: "ended_at", is: ">=", value: new Date(task.started_at.getTime() - DAY_MS).toISOString() },
  ];
  const winners = await book.derive(DOMAIN, { table: "ab_tests", where: won, aggregate: { of: "count" } });
  const phrases: Phrase[] = [say("A/B tests: ", running, " running")];
  if (winners === null || winners.value === 0) return phrases;
  return [
    ...phrases,
    say(winners, winners.value === 1 ? " winner declared" : " winners declared"),
    await sayWinner(book, won),
  ];
}

/** The latest winner and its lead over the other way. */
async function sayWinner(book: ClaimBook, won: ClaimCondition[]): Promise<Phrase> {
  const latest = (column: string) => ({
    table: "ab_tests" as const,
    where: won,
    aggregate: { of: "first" as const, column, by: "ended_at" },
  });
  const variant = await book.look(latest("winner_variant_id"));
  if (variant === null) return null;
  const label = await book.derive(DOMAIN, {
    table: "ab_variants",
    where: [{ column: "id", is: "=", value: variant }],
    aggregate: { of: "first", column: "label", by: "id" },
  });
  return say("latest: ", label, " ", await book.derive(DOMAIN, latest("lead"), writeLead));
}

function writeLead(value: ClaimValue): string {
  const percent = Number(value) * 100;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(0)} %`;
}
