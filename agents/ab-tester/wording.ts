/** Owns the words about tests: every number in them was counted or computed from counts. */
import { writeCount } from "#lib/core/count.ts";
import type { OutputDraft } from "#lib/kernel/define.ts";
import type { Interval } from "#lib/stats/intervals.ts";
import type { LookJudgement } from "#lib/stats/sequential-look.ts";
import { countEvents, type Pair, writeMetric } from "./metric.ts";
import type { Look, TestFile, Variant } from "./test-file.ts";

/** "+34 %" of 0.34; one decimal below ten per cent. */
export function writePercent(share: number): string {
  const percent = share * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  const text = percent.toFixed(digits);
  return `${percent > 0 ? "+" : ""}${text === "-0.0" ? "0.0" : text} %`;
}

/** The uplift of the winner, or of the second way, over the other. */
export function turnUplift(uplift: Interval | null, winner: 0 | 1 | null): Interval | null {
  if (uplift === null || winner !== 0) return uplift;
  const turn = (value: number) => 1 / (1 + value) - 1;
  return { low: turn(uplift.high), estimate: turn(uplift.estimate), high: turn(uplift.low) };
}

/** "+34 % (95 % interval +8 % to +66 %)". */
export function writeUplift(uplift: Interval | null, alpha: number): string {
  if (uplift === null) return "an uplift that cannot be computed, as the other way shows too little";
  const high = Number.isFinite(uplift.high) ? writePercent(uplift.high) : "no upper end";
  return `${writePercent(uplift.estimate)} (${Number((100 * (1 - alpha)).toFixed(1))} % interval ${writePercent(uplift.low)} to ${high})`;
}

/** What both ways showed: "Blotato 90 of 6,000 (1.50 %), By hand 130 of 6,000 (2.17 %)". */
export function writeCounts(test: TestFile, pair: Pair): string {
  return test.variants
    .map((variant, index) => {
      const reading = index === 0 ? pair.a : pair.b;
      const events = countEvents(test.metric, reading);
      const size = reading.impressions ?? 0;
      const share = size === 0 ? "" : ` (${((100 * events) / size).toFixed(2)} %)`;
      return `${variant.label} ${events.toLocaleString("en")} of ${size.toLocaleString("en")}${share}`;
    })
    .join(", ");
}

/** What a look says, in one or two sentences. */
export function writeLook(test: TestFile, pair: Pair, judged: LookJudgement, z: number, hours: number | null): string {
  const when = hours === null ? "Looked when asked" : `Looked at ${writeCount(hours, "hour")}`;
  const seen = `${when}: ${writeMetric(test.metric)}, ${writeCounts(test, pair)}, ${Math.round(100 * judged.fraction)} % of the planned information.`;
  const distance = `the difference is ${Math.abs(z).toFixed(2)} times its standard error`;
  const needed = judged.boundary === null ? "no difference would do" : `${judged.boundary.toFixed(2)} times is needed`;
  switch (judged.state) {
    case "watching":
      return `${seen} Watching: so early, no difference would be enough to decide.`;
    case "open":
      return `${seen} Not decided: ${distance}; with no more information than that, ${needed}.`;
    case "winner":
      return `${seen} Decided: ${distance}; ${needed}.`;
    case "inconclusive":
      return `${seen} The end, without a winner: ${distance}; ${needed}.`;
    case "mismatch":
      return `${seen} ${writeMismatch(test, judged)}`;
  }
}

/** An earlier look in one line. */
function writeEarlier(test: TestFile, look: Look): string {
  const when = look.hours === null ? "When asked" : `At ${writeCount(look.hours, "hour")}`;
  const counts = `${test.variants[0].label} ${look.events_a.toLocaleString("en")} of ${look.size_a.toLocaleString("en")}, ${test.variants[1].label} ${look.events_b.toLocaleString("en")} of ${look.size_b.toLocaleString("en")}`;
  return `${when}: ${counts}: ${look.state}.`;
}

export function writeMismatch(test: TestFile, { sampleRatio }: LookJudgement): string {
  const planned = test.planned_share ?? 0.5;
  const share = sampleRatio?.share ?? planned;
  const chance = sampleRatio?.pValue ?? 0;
  return `No winner may be named: ${(100 * planned).toFixed(0)} % of impressions were to go to ${test.variants[0].label} and ${(100 * share).toFixed(1)} % did, which chance explains in ${chance < 1e-6 ? "fewer than one in a million" : `${(100 * chance).toPrecision(2)} % of`} cases. The two audiences are not comparable. Where the platform alone decides who sees a post, start the test with the audience "platform".`;
}

/** The sentence that stays with a decided test. */
export function writeDecision(test: TestFile, pair: Pair, judged: LookJudgement, isCutShort: boolean): string {
  const uplift = turnUplift(judged.uplift, judged.winner);
  if (judged.state === "mismatch") return writeMismatch(test, judged);
  if (judged.winner === null) {
    const end = isCutShort ? "The test was ended when asked" : "The test has run its course";
    return `${end} without a winner: ${writeCounts(test, pair)}; ${test.variants[1].label} over ${test.variants[0].label} ${writeUplift(uplift, test.alpha)}.`;
  }
  const [won, lost] = rank(test, judged.winner);
  return `${won.label} wins over ${lost.label} by ${writeUplift(uplift, test.alpha)} in ${writeMetric(test.metric)}: ${writeCounts(test, pair)}.`;
}

function rank(test: TestFile, winner: 0 | 1): readonly [Variant, Variant] {
  return winner === 0 ? test.variants : [test.variants[1], test.variants[0]];
}

/** The output of a decided test. */
export function writeFinding(
  test: TestFile,
  pair: Pair,
  judged: LookJudgement,
  { reason, sentence }: { reason: string; sentence: string },
): OutputDraft {
  const uplift = turnUplift(judged.uplift, judged.winner);
  const winner = judged.winner === null ? null : test.variants[judged.winner];
  const title =
    winner !== null
      ? `${winner.label} wins${uplift === null ? "" : ` ${writePercent(uplift.estimate)}`} in ${writeMetric(test.metric)}`
      : judged.state === "mismatch"
        ? "No winner: the audiences were not split as planned"
        : `No winner in ${writeMetric(test.metric)}`;
  const text = [
    `**${test.hypothesis}**`,
    "",
    reason,
    "",
    ...test.looks.map(look => `- ${writeEarlier(test, look)}`),
    ...(judged.state === "mismatch" ? [] : [`- ${sentence}`]),
    "",
    ...writeCaveats(test, judged),
  ].join("\n");
  return {
    kind: "finding",
    title,
    content: {
      format: "markdown",
      text,
      sources: [
        { label: `numbers of ${test.variants[0].label}`, entity: "post_metrics", id: pair.a.id },
        { label: `numbers of ${test.variants[1].label}`, entity: "post_metrics", id: pair.b.id },
        { label: "the test", entity: "ab_test", id: test.id },
      ],
    },
    author: { kind: "engine", name: "sequential test" },
  };
}

const HOUR_MS = 3_600_000;

function writeCaveats(test: TestFile, judged: LookJudgement): string[] {
  if (judged.state === "mismatch") return [];
  const [a, b] = test.variants;
  const apartMs = Math.abs((a.published_at?.getTime() ?? 0) - (b.published_at?.getTime() ?? 0));
  return [
    `The chance of naming a winner where there is none is ${Number((100 * test.alpha).toFixed(1))} % over all looks together; the interval holds whenever the test ends, and an early end tends to overstate the uplift.`,
    ...(apartMs > HOUR_MS
      ? [
          `The posts went out ${(apartMs / HOUR_MS).toFixed(1)} hours apart: the time of day may be part of the difference.`,
        ]
      : []),
    ...(a.text === b.text ? [] : ["The two texts differ: the difference is that of text and way together."]),
    ...(test.planned_share === null ? ["The platform decided who saw which post, so the audiences may differ."] : []),
    "Each way was tried with one post: it speaks for these two posts first.",
  ];
}
