/** Writes amounts for people, in the browser; micros are millionths of a US dollar. */

/** Making one costs a hundred times what using it does, and a list writes an amount in every row. */
const cents = makeFormat(2);
const fractions = makeFormat(4);

function makeFormat(digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** "$12.30"; four decimals below one cent, "$0" for nothing. */
export function formatMicros(micros: number): string {
  if (micros === 0) return "$0";
  const dollars = micros / 1_000_000;
  return (Math.abs(dollars) < 0.01 ? fractions : cents).format(dollars);
}
