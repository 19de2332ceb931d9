/** A simulator of counts with bursts whose places are known: what detectors are measured on. */
import { createSeededRandom, drawPoisson } from "../seeded-random.ts";

const HOUR_MS = 3_600_000;

export type PlantedMonth = {
  counts: Float64Array;
  /** 1 in the hours of a planted burst. */
  truth: Uint8Array;
  span: { startMs: number; binMs: number };
};

/** Four weeks of hourly counts with a daily season and eight bursts of 6 to 12 hours at three to five times the rate. */
export function simulateMonth(eventsPerHour: number, seed: number): PlantedMonth {
  const random = createSeededRandom(seed);
  const length = 28 * 24;
  const truth = new Uint8Array(length);
  const multiple = new Float64Array(length).fill(1);
  for (let b = 0; b < 8; b++) {
    const start = b * 84 + Math.floor(random() * 70);
    const hours = 6 + Math.floor(random() * 7);
    const strength = 3 + 2 * random();
    truth.fill(1, start, start + hours);
    multiple.fill(strength, start, start + hours);
  }
  const counts = Float64Array.from({ length }, (_, i) => {
    const season = 1 + 0.6 * Math.sin((2 * Math.PI * (i % 24)) / 24);
    return drawPoisson(eventsPerHour * season * (multiple[i] as number), random);
  });
  return { counts, truth, span: { startMs: 0, binMs: HOUR_MS } };
}

/** Mean F1 by hour over `months` simulated months, of a detector that marks burst hours with 1. */
export function averageF1(
  eventsPerHour: number,
  months: number,
  mark: (month: PlantedMonth) => ArrayLike<number>,
): number {
  let sum = 0;
  for (let seed = 1; seed <= months; seed++) {
    const month = simulateMonth(eventsPerHour, seed);
    const found = mark(month);
    let hits = 0;
    let claimed = 0;
    let real = 0;
    month.truth.forEach((isReal, i) => {
      hits += isReal && found[i] ? 1 : 0;
      claimed += found[i] ? 1 : 0;
      real += isReal;
    });
    sum += (2 * hits) / (claimed + real);
  }
  return sum / months;
}
