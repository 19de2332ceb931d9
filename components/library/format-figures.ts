/** Turns counts, shares and percents into the few signs that a dense table has room for. */

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** "1,204", "23.4K"; a dash for what nobody told. */
export function writeCount(count: number | null): string {
  if (count === null) return "–";
  return Math.abs(count) < 10_000 ? count.toLocaleString("en", { maximumFractionDigits: 1 }) : compact.format(count);
}

/** "+23 %" of 23; one decimal below ten. A whole minus sign, so that it is read as one. */
export function writePercent(percent: number | null): string {
  if (percent === null) return "–";
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  const text = Math.abs(percent).toFixed(digits);
  if (Number(text) === 0) return "0 %";
  return `${percent > 0 ? "+" : "−"}${text} %`;
}

/** "3 %" of 0.03; "2.4 %" below ten. */
export function writeShare(share: number | null): string {
  if (share === null) return "–";
  const percent = share * 100;
  return `${percent.toFixed(percent < 10 && percent > 0 ? 1 : 0)} %`;
}

/** Likes, replies and shares together; null when none of them is known. */
export function sumReactions(row: {
  likes: number | null;
  replies: number | null;
  shares: number | null;
}): number | null {
  const known = [row.likes, row.replies, row.shares].filter(count => count !== null);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

/** "4:05", "1:02:40" of seconds. */
export function writeLength(seconds: number | null): string {
  if (seconds === null) return "–";
  const pad = (count: number) => String(count).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(Math.floor(seconds % 60))}`;
}
