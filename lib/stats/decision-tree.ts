/** Owns one regression tree grown best-leaf-first on gradient histograms; refuses raw values, it sees bins only. */
import type { BinnedTable } from "./feature-table.ts";

/**
 * A tree as parallel arrays indexed by node, root at 0, ready for JSON.
 * feature is -1 at a leaf. Numeric split: bins 1..threshold go left, bin 0 (missing) as missingLeft says.
 * Categorical split: exactly the bins in leftBins go left.
 */
export type DecisionTree = {
  feature: number[];
  threshold: number[];
  leftBins: (number[] | null)[];
  missingLeft: boolean[];
  left: number[];
  right: number[];
  /** Leaf output on the logit scale, shrinkage included; 0 at splits. */
  value: number[];
  /** Training rows that reached the node. */
  cover: number[];
};

export type TreeOptions = {
  maxLeaves: number;
  maxDepth: number;
  minLeafRows: number;
  minLeafHessian: number;
  l2: number;
  /** Extra l2 and smoothing for categorical splits, which can overfit many small levels. */
  categoricalL2: number;
  minGain: number;
  learningRate: number;
};

type Split = { gain: number; feature: number; threshold: number; leftBins: number[] | null; missingLeft: boolean };
type Leaf = { node: number; start: number; end: number; depth: number; histogram: Float64Array; split: Split | null };

/**
 * Grows a tree on the given rows, which are reordered in place so that each leaf owns a contiguous run.
 * Categorical levels are ordered by gradient over hessian in every node, which makes the best two-way
 * grouping a prefix (Fisher 1958; Ke et al. 2017, "LightGBM", section on categorical features).
 */
export function growTree(
  table: BinnedTable,
  isCategorical: readonly boolean[],
  features: readonly number[],
  gradients: Float64Array,
  hessians: Float64Array,
  rows: Uint32Array,
  options: TreeOptions,
): DecisionTree {
  const tree = createEmptyTree();
  const offsets = new Map<number, number>();
  let size = 0;
  for (const f of features) {
    offsets.set(f, size);
    size += (table.binCounts[f] as number) * 3;
  }
  const scratch = new Uint32Array(rows.length);

  const fill = (start: number, end: number): Float64Array => {
    const histogram = new Float64Array(size);
    for (const f of features) {
      const column = table.columns[f] as Uint8Array;
      const offset = offsets.get(f) as number;
      for (let i = start; i < end; i++) {
        const row = rows[i] as number;
        const at = offset + (column[row] as number) * 3;
        histogram[at] = (histogram[at] as number) + (gradients[row] as number);
        histogram[at + 1] = (histogram[at + 1] as number) + (hessians[row] as number);
        histogram[at + 2] = (histogram[at + 2] as number) + 1;
      }
    }
    return histogram;
  };
  const openLeaf = (start: number, end: number, depth: number, histogram: Float64Array): Leaf => {
    let gradient = 0;
    let hessian = 0;
    for (let i = start; i < end; i++) {
      gradient += gradients[rows[i] as number] as number;
      hessian += hessians[rows[i] as number] as number;
    }
    const value = (-options.learningRate * gradient) / (hessian + options.l2);
    const node = appendNode(tree, value, end - start);
    const maySplit = depth < options.maxDepth && end - start >= 2 * options.minLeafRows;
    const totals = { gradient, hessian, count: end - start };
    const split = maySplit ? findSplit(histogram, offsets, table.binCounts, isCategorical, totals, options) : null;
    return { node, start, end, depth, histogram, split };
  };

  const open: Leaf[] = [openLeaf(0, rows.length, 0, fill(0, rows.length))];
  for (let leaves = 1; leaves < options.maxLeaves; leaves++) {
    const leaf = takeBestLeaf(open);
    if (!leaf?.split) break;
    const middle = partition(rows, scratch, leaf.start, leaf.end, table, leaf.split, isCategorical);
    const leftIsSmaller = middle - leaf.start <= leaf.end - middle;
    const small = leftIsSmaller ? fill(leaf.start, middle) : fill(middle, leaf.end);
    const large = leaf.histogram;
    for (let i = 0; i < size; i++) large[i] = (large[i] as number) - (small[i] as number);
    const left = openLeaf(leaf.start, middle, leaf.depth + 1, leftIsSmaller ? small : large);
    const right = openLeaf(middle, leaf.end, leaf.depth + 1, leftIsSmaller ? large : small);
    tree.feature[leaf.node] = leaf.split.feature;
    tree.threshold[leaf.node] = leaf.split.threshold;
    tree.leftBins[leaf.node] = leaf.split.leftBins;
    tree.missingLeft[leaf.node] = leaf.split.missingLeft;
    tree.left[leaf.node] = left.node;
    tree.right[leaf.node] = right.node;
    tree.value[leaf.node] = 0;
    open.push(left, right);
  }
  return tree;
}

/** Says whether a bin goes to the left child of a split node. */
export function isLeft(tree: DecisionTree, node: number, bin: number): boolean {
  const leftBins = tree.leftBins[node];
  if (leftBins) return leftBins.includes(bin);
  return bin === 0 ? (tree.missingLeft[node] as boolean) : bin <= (tree.threshold[node] as number);
}

/** Returns the leaf output for one row, whose bins are read by feature index. */
export function evaluateTree(tree: DecisionTree, readBin: (feature: number) => number): number {
  let node = 0;
  for (let feature = tree.feature[0] as number; feature >= 0; feature = tree.feature[node] as number) {
    node = (isLeft(tree, node, readBin(feature)) ? tree.left[node] : tree.right[node]) as number;
  }
  return tree.value[node] as number;
}

function createEmptyTree(): DecisionTree {
  return { feature: [], threshold: [], leftBins: [], missingLeft: [], left: [], right: [], value: [], cover: [] };
}

function appendNode(tree: DecisionTree, value: number, cover: number): number {
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.leftBins.push(null);
  tree.missingLeft.push(false);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push(value);
  return tree.cover.push(cover) - 1;
}

function takeBestLeaf(open: Leaf[]): Leaf | null {
  let best = -1;
  for (let i = 0; i < open.length; i++) {
    const gain = open[i]?.split?.gain ?? 0;
    if (gain > 0 && (best < 0 || gain > (open[best]?.split?.gain ?? 0))) best = i;
  }
  return best < 0 ? null : (open.splice(best, 1)[0] ?? null);
}

type Totals = { gradient: number; hessian: number; count: number };

function findSplit(
  histogram: Float64Array,
  offsets: ReadonlyMap<number, number>,
  binCounts: readonly number[],
  isCategorical: readonly boolean[],
  totals: Totals,
  options: TreeOptions,
): Split | null {
  let best: Split | null = null;
  const { gradient: G, hessian: H, count: N } = totals;

  const consider = (l2: number, g: number, h: number, n: number, make: () => Omit<Split, "gain">) => {
    if (n < options.minLeafRows || N - n < options.minLeafRows) return;
    if (h < options.minLeafHessian || H - h < options.minLeafHessian) return;
    const gain = (g * g) / (h + l2) + ((G - g) * (G - g)) / (H - h + l2) - (G * G) / (H + options.l2);
    if (gain > options.minGain && (best === null || gain > best.gain)) best = { gain, ...make() };
  };

  for (const [feature, offset] of offsets) {
    const bins = binCounts[feature] as number;
    if (isCategorical[feature]) {
      const l2 = options.l2 + options.categoricalL2;
      const used: { bin: number; order: number; g: number; h: number; n: number }[] = [];
      for (let bin = 0; bin < bins; bin++) {
        const at = offset + bin * 3;
        const n = histogram[at + 2] as number;
        if (n < 0.5) continue;
        const g = histogram[at] as number;
        const h = histogram[at + 1] as number;
        used.push({ bin, order: g / (h + options.categoricalL2), g, h, n });
      }
      used.sort((a, b) => a.order - b.order || a.bin - b.bin);
      let g = 0;
      let h = 0;
      let n = 0;
      for (let k = 0; k < used.length - 1; k++) {
        const level = used[k] as (typeof used)[number];
        g += level.g;
        h += level.h;
        n += level.n;
        consider(l2, g, h, n, () => {
          const leftBins = used.slice(0, k + 1).map(entry => entry.bin);
          return { feature, threshold: 0, leftBins, missingLeft: leftBins.includes(0) };
        });
      }
      continue;
    }
    const missingG = histogram[offset] as number;
    const missingH = histogram[offset + 1] as number;
    const missingN = histogram[offset + 2] as number;
    let g = 0;
    let h = 0;
    let n = 0;
    for (let bin = 1; bin < bins; bin++) {
      const at = offset + bin * 3;
      g += histogram[at] as number;
      h += histogram[at + 1] as number;
      n += histogram[at + 2] as number;
      const threshold = bin;
      // With nothing missing here, an absent value later follows the larger child.
      const missingLeft = missingN < 0.5 && n > N / 2;
      consider(options.l2, g, h, n, () => ({ feature, threshold, leftBins: null, missingLeft }));
      if (missingN >= 0.5) {
        const withMissing = () => ({ feature, threshold, leftBins: null, missingLeft: true });
        consider(options.l2, g + missingG, h + missingH, n + missingN, withMissing);
      }
    }
  }
  return best;
}

function partition(
  rows: Uint32Array,
  scratch: Uint32Array,
  start: number,
  end: number,
  table: BinnedTable,
  split: Split,
  isCategorical: readonly boolean[],
): number {
  const goesLeft = new Uint8Array(256);
  if (isCategorical[split.feature]) for (const bin of split.leftBins ?? []) goesLeft[bin] = 1;
  else {
    goesLeft.fill(1, 1, split.threshold + 1);
    goesLeft[0] = split.missingLeft ? 1 : 0;
  }
  const column = table.columns[split.feature] as Uint8Array;
  let left = start;
  let held = 0;
  for (let i = start; i < end; i++) {
    const row = rows[i] as number;
    if (goesLeft[column[row] as number]) rows[left++] = row;
    else scratch[held++] = row;
  }
  rows.set(scratch.subarray(0, held), left);
  return left;
}
