/** Owns the stored form of a text classifier: compact, plain JSON, the same on every machine. Refuses a form it does not know. */
import type { SoftmaxModel } from "./softmax.ts";
import type { Vocabulary } from "./text-vocabulary.ts";

/** Weights are whole numbers from -127 to 127 times their class's scale; binary parts are base64, little-endian. */
export type TextModel = {
  version: 1;
  classes: string[];
  bits: number;
  buckets: string;
  weights: string;
  scales: number[];
  biases: number[];
  /** Evens out (above 1) or sharpens (below 1) the chances until they are true on held-out texts. */
  temperature: number;
  /** Below this chance nothing is said. */
  threshold: number;
};

const LEVELS = 127;

/** Packs a model, keeping at most `maxFeatures` features: those with the largest weights. */
export function packTextModel(
  classes: readonly string[],
  { bits, buckets }: Vocabulary,
  { classCount, weights, biases }: SoftmaxModel,
  maxFeatures: number,
): TextModel {
  const largest = Float32Array.from(buckets, (_, feature) => {
    let top = 0;
    for (let k = 0; k < classCount; k++) top = Math.max(top, Math.abs(weights[feature * classCount + k] as number));
    return top;
  });
  const kept = Array.from(buckets.keys())
    .sort((a, b) => (largest[b] as number) - (largest[a] as number) || a - b)
    .slice(0, maxFeatures)
    .sort((a, b) => a - b);
  const scales = new Array<number>(classCount).fill(0);
  for (const feature of kept) {
    for (let k = 0; k < classCount; k++) {
      scales[k] = Math.max(scales[k] as number, Math.abs(weights[feature * classCount + k] as number) / LEVELS);
    }
  }
  const packed = new Int8Array(kept.length * classCount);
  const keptBuckets = new DataView(new ArrayBuffer(kept.length * 4));
  kept.forEach((feature, index) => {
    keptBuckets.setUint32(index * 4, buckets[feature] as number, true);
    for (let k = 0; k < classCount; k++) {
      const scale = scales[k] as number;
      const weight = weights[feature * classCount + k] as number;
      packed[index * classCount + k] = scale === 0 ? 0 : Math.round(weight / scale);
    }
  });
  return {
    version: 1,
    classes: [...classes],
    bits,
    buckets: toBase64(new Uint8Array(keptBuckets.buffer)),
    weights: toBase64(new Uint8Array(packed.buffer)),
    scales,
    biases: [...biases],
    temperature: 1,
    threshold: 0,
  };
}

/** The inverse of packTextModel. Throws RangeError for a model whose parts do not fit together. */
export function unpackTextModel(model: TextModel): { vocabulary: Vocabulary; softmax: SoftmaxModel } {
  if (model.version !== 1) throw new RangeError(`a text model of version ${String(model.version)} is not known`);
  const classCount = model.classes.length;
  const bytes = fromBase64(model.buckets);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const buckets = Uint32Array.from({ length: bytes.length >> 2 }, (_, index) => view.getUint32(index * 4, true));
  const packed = fromBase64(model.weights);
  if (packed.length !== buckets.length * classCount || model.scales.length !== classCount) {
    throw new RangeError("the parts of the text model do not fit together");
  }
  const weights = Float32Array.from(packed, (byte, at) => {
    const level = byte > LEVELS ? byte - 256 : byte;
    return level * (model.scales[at % classCount] as number);
  });
  return {
    vocabulary: { bits: model.bits, buckets },
    softmax: { classCount, weights, biases: Float32Array.from(model.biases) },
  };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "base64"));
}
