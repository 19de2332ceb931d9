/** Owns the step from loosely typed attribute rows to small integer bins; refuses to learn anything from labels. */

export type FeatureValue = string | number | boolean | null | undefined;
/** One contact, lead or case: attribute name to value; absent, null, "" and NaN all mean missing. */
export type FeatureRow = Readonly<Record<string, FeatureValue>>;
export type FeatureSpec = { name: string; kind: "numeric" | "categorical" };

/**
 * How one feature becomes a bin. Bin 0 is "missing" (categorical: also rare or unseen).
 * Numeric: bin b+1 holds values <= edges[b], the last bin the rest. Categorical: levels[b] is bin b+1.
 */
export type FeatureBinning =
  | { name: string; kind: "numeric"; edges: number[] }
  | { name: string; kind: "categorical"; levels: string[] };

/** Column-major bins: columns[feature][row] in 0..binCounts[feature]-1. */
export type BinnedTable = { columns: Uint8Array[]; binCounts: number[]; rowCount: number };

const MAX_BINS = 255;

/** Reads a value as a number; text such as "1,200" or "12 %" is not a number and returns null. */
export function toNumber(value: FeatureValue): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string" || value.trim() === "") return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** Reads a value as a category label, trimmed and lower-cased; null when missing. */
export function toLevel(value: FeatureValue): string | null {
  if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))) return null;
  const text = String(value).trim().toLowerCase();
  return text === "" ? null : text;
}

/**
 * Decides which attributes can serve as features: numeric when at least 95 % of the present values are
 * numbers, else categorical. Leaves out constants and columns that look like names or ids (text with more
 * than half of its values distinct, above 20 rows).
 */
export function inferFeatures(rows: readonly FeatureRow[], exclude: readonly string[] = []): FeatureSpec[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  for (const name of exclude) names.delete(name);
  const specs: FeatureSpec[] = [];
  for (const name of [...names].sort()) {
    const levels = new Set<string>();
    let present = 0;
    let numbers = 0;
    for (const row of rows) {
      const level = toLevel(row[name]);
      if (level === null) continue;
      present++;
      levels.add(level);
      if (toNumber(row[name]) !== null) numbers++;
    }
    if (levels.size < 2) continue;
    if (numbers >= 0.95 * present) specs.push({ name, kind: "numeric" });
    else if (present <= 20 || levels.size <= present / 2) specs.push({ name, kind: "categorical" });
  }
  return specs;
}

/** Learns bin edges (quantiles of distinct values) and levels (by frequency, at least minLevelRows rows each). */
export function fitBinning(
  rows: readonly FeatureRow[],
  features: readonly FeatureSpec[],
  options: { maxBins?: number; minLevelRows?: number } = {},
): FeatureBinning[] {
  const maxBins = Math.min(options.maxBins ?? 127, MAX_BINS - 1);
  const minLevelRows = options.minLevelRows ?? 5;
  return features.map(({ name, kind }) => {
    if (kind === "numeric") return { name, kind, edges: fitEdges(rows, name, maxBins) };
    const counts = new Map<string, number>();
    for (const row of rows) {
      const level = toLevel(row[name]);
      if (level !== null) counts.set(level, (counts.get(level) ?? 0) + 1);
    }
    const kept = [...counts].filter(([, count]) => count >= minLevelRows);
    kept.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return { name, kind, levels: kept.slice(0, maxBins).map(([level]) => level) };
  });
}

function fitEdges(rows: readonly FeatureRow[], name: string, maxBins: number): number[] {
  const values: number[] = [];
  for (const row of rows) {
    const value = toNumber(row[name]);
    if (value !== null) values.push(value);
  }
  const sorted = Float64Array.from(values).sort();
  const edges: number[] = [];
  const step = Math.max(1, sorted.length / maxBins);
  let nextCut = step;
  for (let i = 1; i < sorted.length && edges.length < maxBins - 1; i++) {
    const below = sorted[i - 1] as number;
    const above = sorted[i] as number;
    if (below === above || i < nextCut) continue;
    const middle = below + (above - below) / 2;
    edges.push(middle < above ? middle : below);
    nextCut = i + step;
  }
  return edges;
}

/** Creates the function that bins one row: bins[feature] for each binning, in the same order. */
export function createRowBinner(binnings: readonly FeatureBinning[]): (row: FeatureRow) => Uint8Array {
  const readers = binnings.map(createValueBinner);
  return row => Uint8Array.from(binnings, (binning, f) => readers[f]?.(row[binning.name]) ?? 0);
}

/** Bins a whole table, column by column. */
export function binRows(rows: readonly FeatureRow[], binnings: readonly FeatureBinning[]): BinnedTable {
  const columns = binnings.map(binning => {
    const read = createValueBinner(binning);
    const column = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) column[i] = read(rows[i]?.[binning.name]);
    return column;
  });
  const binCounts = binnings.map(b => (b.kind === "numeric" ? b.edges.length + 2 : b.levels.length + 1));
  return { columns, binCounts, rowCount: rows.length };
}

function createValueBinner(binning: FeatureBinning): (value: FeatureValue) => number {
  if (binning.kind === "categorical") {
    const bins = new Map(binning.levels.map((level, index) => [level, index + 1]));
    return value => {
      const level = toLevel(value);
      return level === null ? 0 : (bins.get(level) ?? 0);
    };
  }
  const edges = Float64Array.from(binning.edges);
  return value => {
    const number = toNumber(value);
    if (number === null) return 0;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (number <= (edges[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low + 1;
  };
}
