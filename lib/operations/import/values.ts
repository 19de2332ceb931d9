/** Owns the reading of one cell as a value. Says what to write instead when it cannot. */

export type Cell<T> = { value: T } | { problem: string };

const yes = new Set(["yes", "y", "true", "t", "1"]);
const no = new Set(["no", "n", "false", "f", "0"]);

/** yes, no, true, false, 1 or 0. */
export function readFlag(text: string): Cell<boolean> {
  const word = text.toLowerCase();
  if (yes.has(word)) return { value: true };
  if (no.has(word)) return { value: false };
  return { problem: `"${shorten(text)}" is neither yes nor no: write yes, no, true, false, 1 or 0` };
}

const moment =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;

/** A date or a date with a time, in UTC unless it says otherwise, as ISO text. */
export function readMoment(text: string): Cell<string> {
  const problem = { problem: `"${shorten(text)}" is no date: write 2026-11-20 or 2026-11-20 14:30` };
  const found = moment.exec(text);
  if (found === null) return problem;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(part => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal =
    local.getUTCFullYear() === year &&
    local.getUTCMonth() === month - 1 &&
    local.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!isReal || year < 1900 || year > 2200) return problem;
  const offset = readOffsetMinutes(found[7]);
  if (offset === null) return problem;
  return { value: new Date(local.getTime() - offset * 60_000).toISOString() };
}

function readOffsetMinutes(zone: string | undefined): number | null {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2) || 0);
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** A whole number of at least 0 and at most `most`. */
export function readCount(text: string, most: number): Cell<number> {
  const plain = /^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(",", "") : text;
  const value = /^\d+(\.0+)?$/.test(plain) ? Number(plain) : Number.NaN;
  if (Number.isSafeInteger(value) && value <= most) return { value };
  return { problem: `"${shorten(text)}" is no whole number from 0 to ${most.toLocaleString("en")}` };
}

/** A number as a number, anything else as text: a leading zero or many digits make it a code, not a quantity. */
export function readAttribute(text: string): string | number {
  if (!/^-?(0|[1-9]\d{0,14})(\.\d+)?(e[+-]?\d{1,2})?$/i.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** A text no longer than a column takes. */
export function readText(text: string, longest: number): Cell<string> {
  if (text.includes("\u0000")) return { problem: "holds a character that cannot be stored (NUL): remove it" };
  if (text.length > longest) return { problem: `has ${text.length} characters: shorten it to ${longest}` };
  return { value: text };
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
