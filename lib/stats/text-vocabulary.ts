/** Owns which hashed features are known, and the scaling of a text's features into a sparse row. Refuses features seen too rarely. */
import type { SparseRow } from "./softmax.ts";
import { featureGroups, type Occurrences } from "./text-features.ts";

/** The known hash buckets in ascending order: a feature's index is its place. */
export type Vocabulary = { bits: number; buckets: Uint32Array };

/** Which texts' features to know: those in at least `minTexts` texts, by the lowest `bits` bits of their hashes. */
export function learnVocabulary(
  texts: readonly Occurrences[],
  { bits, minTexts }: { bits: number; minTexts: number },
): Vocabulary {
  if (!Number.isInteger(bits) || bits < 8 || bits > 24) throw new RangeError("bits must be an integer from 8 to 24");
  const size = 2 ** bits;
  const counts = new Uint32Array(size);
  const lastText = new Int32Array(size).fill(-1);
  texts.forEach((text, index) => {
    for (const hash of text.hashes) {
      const bucket = hash & (size - 1);
      if (lastText[bucket] === index) continue;
      lastText[bucket] = index;
      counts[bucket] = (counts[bucket] as number) + 1;
    }
  });
  const known: number[] = [];
  for (let bucket = 0; bucket < size; bucket++) if ((counts[bucket] as number) >= minTexts) known.push(bucket);
  return { bits, buckets: Uint32Array.from(known) };
}

/** A row of one text. `occurrences` names, for each entry of the row, the positions in the text's Occurrences. */
export type TextRow = SparseRow & { occurrences: number[][] };

/**
 * A maker of rows: a feature that occurs n times weighs 1 + ln n (Salton and Buckley 1988), each group of features has the same
 * length, and the row has length 1. A text without a known feature gives an empty row.
 */
export function createRowMaker({ bits, buckets }: Vocabulary): (text: Occurrences) => TextRow {
  const mask = 2 ** bits - 1;
  const indexOf = new Int32Array(mask + 1).fill(-1);
  buckets.forEach((bucket, index) => {
    indexOf[bucket] = index;
  });
  return text => {
    const entries = new Map<number, { group: number; positions: number[] }>();
    text.hashes.forEach((hash, position) => {
      const index = indexOf[hash & mask] as number;
      if (index < 0) return;
      const entry = entries.get(index);
      if (entry === undefined) entries.set(index, { group: text.groups[position] as number, positions: [position] });
      else entry.positions.push(position);
    });
    const squares = featureGroups.map(() => 0);
    const weigh = (count: number) => 1 + Math.log(count);
    for (const { group, positions } of entries.values()) {
      squares[group] = (squares[group] as number) + weigh(positions.length) ** 2;
    }
    const groupCount = squares.filter(square => square > 0).length;
    const indices = new Int32Array(entries.size);
    const values = new Float32Array(entries.size);
    const occurrences: number[][] = [];
    for (const [index, { group, positions }] of entries) {
      const at = occurrences.push(positions) - 1;
      indices[at] = index;
      values[at] = weigh(positions.length) / Math.sqrt((squares[group] as number) * groupCount);
    }
    return { indices, values, occurrences };
  };
}
