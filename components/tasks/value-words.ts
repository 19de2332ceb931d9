/** How a stored value reads: what its name says of its unit, what its id is of, and figures with no more digits than they mean. */

const otherNames: Record<string, string> = { bytes: "Size", domain: "Agent", parts: "Text" };

/** "research_ready" as "Research ready", "is_historical" as "Historical", "contact_id" as "Contact". */
export function writeName(name: string): string {
  const other = otherNames[name];
  if (other !== undefined) return other;
  const words = name
    .replace(/^(is|has)_(?=.)/, "")
    .replace(/(?<=.)_id$/, "")
    .replaceAll(/[_-]+/g, " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A figure without a unit: whole from 100 on, and three digits that count below. */
export function writeNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return value.toLocaleString("en", { maximumFractionDigits: 0 });
  return value.toLocaleString("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
}

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const shareName =
  /(^|_)(share|chance|rate|probability|propensity|confidence|trust|accuracy|recall|precision)$|^(explained|above_usual)$/;
const boundNames = new Set(["typical", "low", "high"]);

/** A figure of an agent in its unit, which its own name gives, or the name of the list or the figure beside which it stands. */
export function writeMeasure(name: string, value: number, { kin = [], of = "" }: Beside = {}): string {
  if (name === "bytes") return writeSize(value);
  if (name === "hour") return `${String(value).padStart(2, "0")}:00`;
  if (name === "day_of_week") return days[value - 1] ?? String(value);
  const isPercent = /(^|_)percent$/.test(name) || (boundNames.has(name) && kin.includes("percent"));
  if (isPercent) return `${writeDigits(value, 1)} %`;
  const isShare = shareName.test(name) || (boundNames.has(name) && shareName.test(of));
  if (!isShare || value < 0 || value > 1) return writeNumber(value);
  const percent = value * 100;
  return `${writeDigits(percent, percent < 10 && percent > 0 ? 1 : 0)} %`;
}

/** As many digits for each figure of a column, so that they stand in line. */
function writeDigits(value: number, digits: number): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The names of the values beside one, and the name of what holds it. */
export type Beside = { kin?: readonly string[]; of?: string };

/** "1 kB", "1.7 MB". */
export function writeSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A day without a time, "2026-11-23", as "23 Nov 2026"; null for any other text. */
export function writeDay(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return null;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(
    atMs,
  );
}

/** Ids whose name is not that of the thing's page. The videos of `remotion` are outputs, which have no page of their own. */
const aliases: Record<string, string> = { job: "render-job", test: "ab-test" };
const otherwise: Record<string, Record<string, string>> = { remotion: { video: "output" } };

/** What "contact_id" is the id of, in the words of the agent that wrote it; null for a name that is of no id. */
export function readEntity(name: string, domain: string | undefined): string | null {
  if (!/._id$/.test(name)) return null;
  const thing = name.slice(0, -"_id".length);
  return otherwise[domain ?? ""]?.[thing] ?? aliases[thing] ?? thing.replaceAll("_", "-");
}

export type Run = { text: string; claim_id?: string | null };

/** A sentence in parts, some with the claim behind them; its parts are one text. */
export function isSentence(value: unknown): value is Run[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(part => isRecord(part) && typeof part.text === "string" && "claim_id" in part)
  );
}

export type Plain = string | number | boolean | null | undefined;

export function isPlain(value: unknown): value is Plain {
  return typeof value !== "object" || value === null;
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
