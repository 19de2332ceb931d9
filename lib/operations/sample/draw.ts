/** Owns the drawing of made-up facts from a seed, so that every sample workspace is the same. */
import { createHash } from "node:crypto";

export type Draw = {
  /** Uniform in [0, 1). */
  next(): number;
  /** One of several, each as likely. */
  pick<T>(choices: readonly T[]): T;
  chance(probability: number): boolean;
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  /** Roughly normal with mean 0 and deviation 1: the sum of twelve uniforms less six. */
  normal(): number;
};

/** A source of draws: the same seed gives the same sequence on every machine. */
export function createDraw(seed: string): Draw {
  const random = createUniform(seed);
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    next: random,
    pick<T>(choices: readonly T[]): T {
      return choices[whole(0, choices.length - 1)] as T;
    },
    chance: probability => random() < probability,
    whole,
    normal: () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6),
  };
}

/** Uniform numbers in [0, 1), eight out of each digest of the seed and a counter. */
function createUniform(seed: string): () => number {
  let block = Buffer.alloc(0);
  let used = 0;
  let counter = 0;
  return () => {
    if (used === block.length) {
      block = createHash("sha256").update(`${seed} ${counter++}`).digest();
      used = 0;
    }
    used += 4;
    return block.readUInt32BE(used - 4) / 2 ** 32;
  };
}
