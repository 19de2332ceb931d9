/** Writes an amount of money for people: "$0.0042", "$12.30"; the screen's counterpart of lib/core/money.ts. */

/** Millionths of a US dollar; four decimals below one cent. */
export function formatMicros(micros: number): string {
  const dollars = micros / 1_000_000;
  return dollars.toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: micros !== 0 && Math.abs(dollars) < 0.01 ? 4 : 2,
    maximumFractionDigits: micros !== 0 && Math.abs(dollars) < 0.01 ? 4 : 2,
  });
}
