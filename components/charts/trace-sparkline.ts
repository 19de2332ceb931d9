/** Turns a row of numbers into the paths of a sparkline in a box of 100 by 100; knows nothing of colour or React. */

export type SparklinePaths = { line: string; area: string; end: { x: number; y: number } | null };

/** The scale begins at zero, so that heights compare; y grows downwards as in SVG. A number between two gaps is a dot. */
export function traceSparkline(values: readonly (number | null)[], leastTop = 0): SparklinePaths {
  const top = Math.max(leastTop, ...values.map(value => value ?? 0));
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  const runs: { x: number; y: number }[][] = [];
  let isOpen = false;
  for (const [index, value] of values.entries()) {
    if (value !== null) {
      if (!isOpen) runs.push([]);
      runs.at(-1)?.push({ x: round(index * step), y: round(top > 0 ? 100 - (Math.max(0, value) / top) * 100 : 100) });
    }
    isOpen = value !== null;
  }
  const line = runs.map(run => `M${run.map(({ x, y }) => `${x} ${y}`).join("L")}${run.length === 1 ? "h0" : ""}`);
  const area = runs
    .filter(run => run.length > 1)
    .map(run => `M${run[0]?.x} 100L${run.map(({ x, y }) => `${x} ${y}`).join("L")}L${run.at(-1)?.x} 100Z`);
  return { line: line.join(""), area: area.join(""), end: runs.at(-1)?.at(-1) ?? null };
}

const round = (value: number) => Math.round(value * 100) / 100;
