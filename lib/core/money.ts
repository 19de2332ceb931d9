/** Owns amounts of money: whole millionths of a US dollar, never floating point. */

/** An amount for people: "$0.0042", "$12.30"; four decimals below one cent. */
export function formatMicros(micros: number): string {
  const dollars = micros / 1_000_000;
  const digits = micros !== 0 && Math.abs(dollars) < 0.01 ? 4 : 2;
  return `$${dollars.toFixed(digits)}`;
}
