/** Owns `npm run bench:quality`: measures the engines on generated truth and public data, one line per figure. Exits 1 when a promise is missed. */
import { parseArgs } from "node:util";
import { explainAbsence, hasDataSet } from "#testing/data-set.ts";
import type { QualityFigure } from "./figure.ts";
import { qualityParts } from "./parts.ts";

const { values: options, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});

const known = qualityParts.map(part => part.name);
const unknown = positionals.filter(name => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no part "${unknown[0]}": choose from ${known.join(", ")}.\n`);
  process.exit(2);
}

const holds = ({ value, reference, relation }: QualityFigure) =>
  reference === null || relation === "compare" || (relation === "at-least" ? value >= reference : value <= reference);

let missed = 0;
for (const part of qualityParts) {
  if (positionals.length > 0 && !positionals.includes(part.name)) continue;
  const absent = part.dataSets.filter(name => !hasDataSet(name));
  if (absent.length > 0) {
    process.stderr.write(`${part.name}${explainAbsence(absent[0] as string)}\n`);
    continue;
  }
  for await (const figure of part.measure()) {
    if (!holds(figure)) missed += 1;
    if (options.json) process.stdout.write(`${JSON.stringify({ ...figure, holds: holds(figure) })}\n`);
    else {
      const sign = figure.relation === "at-least" ? "≥ " : figure.relation === "at-most" ? "≤ " : "beside ";
      const reference = figure.reference === null ? "" : `${sign}${round(figure.reference)}`;
      process.stdout.write(
        `${holds(figure) ? " " : "✗"} ${figure.name.padEnd(44)}${String(round(figure.value)).padStart(10)}  ${reference.padEnd(16)} ${figure.note}\n`,
      );
    }
  }
}
process.exit(missed > 0 ? 1 : 0);

function round(value: number): number {
  return Number(value.toPrecision(4));
}
