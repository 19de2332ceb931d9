/** Owns the drawing of made-up facts from a seeded source, so that every sample workspace is the same. */

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

export function createDraw(random: () => number): Draw {
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
