/** Owns how measurements are told: one line each, in JSON when asked, with the reference they are a ratio of. */

export type Measurement = {
  name: string;
  value: number;
  unit: string;
  /** What it is compared with, taken in the same run; null when it stands alone. */
  reference: number | null;
  ratio: number | null;
};

const isJson = process.argv.includes("--json");

/** Prints one measurement. */
export function report(name: string, value: number, unit: string, reference: number | null = null): void {
  const rounded = Number(value.toPrecision(4));
  const measurement: Measurement = {
    name,
    value: rounded,
    unit,
    reference: reference === null ? null : Number(reference.toPrecision(4)),
    ratio: reference === null ? null : Number((value / reference).toPrecision(3)),
  };
  if (isJson) process.stdout.write(`${JSON.stringify(measurement)}\n`);
  else {
    const beside = measurement.ratio === null ? "" : `   ${measurement.ratio} × ${measurement.reference}`;
    process.stdout.write(`${name.padEnd(32)} ${String(rounded).padStart(10)} ${unit}${beside}\n`);
  }
}

/** Does work `total` times with `concurrency` at once and returns how long each took, in milliseconds, and the whole. */
export async function repeat(
  total: number,
  concurrency: number,
  work: (index: number) => Promise<void>,
): Promise<{ eachMs: number[]; totalMs: number }> {
  const eachMs: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const lane = async () => {
    while (next < total) {
      const index = next;
      next += 1;
      const begun = performance.now();
      await work(index);
      eachMs.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { eachMs, totalMs: performance.now() - startedAt };
}
