/** Turns instants and spans into words for people; knows nothing of React and never reads the clock itself. */

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const date: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
const moment: Intl.DateTimeFormatOptions = {
  weekday: "short",
  ...date,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
};

/** Making one costs a hundred times what using it does, and a page writes hundreds of instants. */
const formats = new Map<string, Intl.DateTimeFormat>();

function findFormat(options: Intl.DateTimeFormatOptions, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${options === date ? "date" : "moment"} ${timeZone ?? ""}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  formats.set(key, format);
  return format;
}

/** "just now", "5 min ago", "in 3 h", "2 d ago", and the date itself beyond 30 days. Both arguments in epoch ms. */
export function formatRelative(atMs: number, nowMs: number, timeZone?: string): string {
  const distanceMs = Math.abs(nowMs - atMs);
  if (distanceMs >= 30 * dayMs) {
    return findFormat(date, timeZone).format(atMs);
  }
  if (distanceMs < 5 * secondMs) return "just now";
  const amount =
    distanceMs < minuteMs
      ? `${Math.floor(distanceMs / secondMs)} s`
      : distanceMs < hourMs
        ? `${Math.floor(distanceMs / minuteMs)} min`
        : distanceMs < dayMs
          ? `${Math.floor(distanceMs / hourMs)} h`
          : `${Math.floor(distanceMs / dayMs)} d`;
  return atMs > nowMs ? `in ${amount}` : `${amount} ago`;
}

/** Date, time to the second and zone: "Fri 20 Nov 2026, 10:19:10 UTC". Without a zone, the reader's own. */
export function formatAbsolute(atMs: number, timeZone?: string): string {
  return findFormat(moment, timeZone).format(atMs);
}

/** "840 ms", "4.2 s", "3 min 05 s", "2 h 10 min", "3 d 4 h". Negative spans count as zero. */
export function formatDuration(spanMs: number): string {
  const span = Math.max(0, spanMs);
  if (span < secondMs) return `${Math.round(span)} ms`;
  if (span < 10 * secondMs) return `${(Math.floor(span / 100) / 10).toFixed(1)} s`;
  if (span < minuteMs) return `${Math.floor(span / secondMs)} s`;
  const pad = (count: number) => String(count).padStart(2, "0");
  if (span < hourMs) return `${Math.floor(span / minuteMs)} min ${pad(Math.floor((span % minuteMs) / secondMs))} s`;
  if (span < dayMs) return `${Math.floor(span / hourMs)} h ${pad(Math.floor((span % hourMs) / minuteMs))} min`;
  return `${Math.floor(span / dayMs)} d ${Math.floor((span % dayMs) / hourMs)} h`;
}

/** Epoch ms of an ISO text, a Date or a number; null when it is none of them. */
export function readInstant(at: string | number | Date | null | undefined): number | null {
  if (at === null || at === undefined) return null;
  const atMs = at instanceof Date ? at.getTime() : typeof at === "number" ? at : Date.parse(at);
  return Number.isFinite(atMs) ? atMs : null;
}
