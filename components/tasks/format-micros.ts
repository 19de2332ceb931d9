/** Writes amounts for people, in the browser; micros are millionths of a US dollar. */

/** "$12.30"; four decimals below one cent, "$0" for nothing. */
export function formatMicros(micros: number): string {
  if (micros === 0) return "$0";
  const dollars = micros / 1_000_000;
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: Math.abs(dollars) < 0.01 ? 4 : 2,
    maximumFractionDigits: Math.abs(dollars) < 0.01 ? 4 : 2,
  }).format(dollars);
}
