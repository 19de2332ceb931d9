/** Owns the words about which niches resonate: every number in them was measured. */
import { writeCount } from "#lib/core/count.ts";
import type { OutputDraft } from "#lib/kernel/define.ts";
import { quote } from "./finding.ts";
import type { Cell, Matrix, Measure } from "./resonance.ts";

const LISTED = 10;

const units: Record<Measure, string> = {
  "views-per-day": "views a day",
  views: "views",
  "like-rate": "likes per 100 views",
};

function writeValue(value: number, measure: Measure): string {
  if (measure === "like-rate") return (value * 100).toPrecision(2);
  return Math.round(value).toLocaleString("en");
}

/** "gaming (review): 1,200 views a day (800 to 1,700), 2.1 times the usual". */
export function describeCell(cell: Cell, measure: Measure): string {
  const write = (value: number) => writeValue(value, measure);
  return `${cell.niche} (${cell.type}): ${write(cell.typical)} ${units[measure]} for the typical video (${write(cell.low)} to ${write(cell.high)}), ${cell.timesUsual.toFixed(1)} times the usual, from ${writeCount(cell.videos, "video")}`;
}

function writeTable({ cells, measure }: Matrix): string[] {
  const plain = (text: string) => quote(text).slice(1, -1);
  return [
    `| niche | type | videos | ${units[measure]} | 90 % range | times the usual | believed |`,
    "|---|---|--:|--:|--:|--:|--:|",
    ...cells
      .slice(0, LISTED)
      .map(
        cell =>
          `| ${plain(cell.niche)} | ${plain(cell.type)} | ${cell.videos} | ${writeValue(cell.typical, measure)} | ${writeValue(cell.low, measure)} to ${writeValue(cell.high, measure)} | ${cell.timesUsual.toFixed(2)} | ${(cell.trust * 100).toFixed(0)} % |`,
      ),
  ];
}

/** The output of a comparison. Untrusted: niches can be strangers' words. */
export function writeMatrix(
  views: Matrix,
  likes: Matrix,
  { scope, caution, withoutNiche }: { scope: string; caution: string | null; withoutNiche: number },
): OutputDraft {
  const best = views.cells[0];
  const text = [
    `${writeCount(views.videos, "video")}${scope} compared; ${writeCount(withoutNiche, "video has", "videos have")} no niche and ${writeCount(views.thin, "group is", "groups are")} too thin. ${caution ?? ""}`.trim(),
    "",
    `**By ${units[views.measure]}** (the usual: ${writeValue(views.usual, views.measure)})`,
    "",
    ...writeTable(views),
    "",
    ...(likes.cells.length === 0
      ? ["No likes are known."]
      : [
          `**By likes per view** (the usual: ${writeValue(likes.usual, "like-rate")} per 100)`,
          "",
          ...writeTable(likes),
        ]),
    "",
    "Each figure is that of the typical video of its group. What rests on few videos is pulled towards the usual, as far as “believed” says.",
  ].join("\n");
  return {
    kind: "report",
    about: "niche resonance",
    title: best === undefined ? "Niche resonance" : `Niche resonance: ${best.niche} (${best.type}) comes first`,
    content: { format: "markdown", text },
    author: { kind: "engine", name: "niche resonance" },
    isUntrusted: true,
  };
}
