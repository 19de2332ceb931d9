/** The time zones of this browser with what their clocks show now, and moments in words of a zone. */

export type TimeZoneOption = {
  value: string;
  /** "Europe/Berlin". */
  label: string;
  /** "UTC+1". */
  offset: string;
  /** What a search may match: the city and the region in plain words. */
  words: string;
};

function writeOffset(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(at);
  const text = parts.find(part => part.type === "timeZoneName")?.value ?? "";
  // Some engines write the zero and some do not.
  return text.replace(/^GMT(\+0)?$/, "UTC").replace("GMT", "UTC");
}

/** All of them with UTC first; `current` is among them even where this browser does not know its name. */
export function listTimeZones(current: string, at = Date.now()): TimeZoneOption[] {
  const known = ["UTC", ...Intl.supportedValuesOf("timeZone").filter(zone => zone !== "UTC")];
  const zones = known.includes(current) ? known : [current, ...known];
  return zones.map(zone => {
    const label = zone.replaceAll("_", " ");
    return { value: zone, label, offset: writeOffset(zone, at), words: label.replaceAll("/", " ") };
  });
}

/** "05:00" as the clocks of a zone show a moment. */
export function writeClock(at: string | number | Date, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(at));
}

/** "Sat 21 Nov, 05:00" as a zone has it. */
export function writeDayAndClock(at: string | number | Date, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  }).format(new Date(at));
}
