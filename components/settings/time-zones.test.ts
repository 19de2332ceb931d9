import { describe, expect, it } from "vitest";
import { listTimeZones, writeClock, writeDayAndClock } from "./time-zones.ts";

describe("Time zones", () => {
  const winter = Date.UTC(2026, 0, 15, 12);
  const summer = Date.UTC(2026, 6, 15, 12);

  it("are listed once each with UTC first, and with what their clocks show at the time", () => {
    const zones = listTimeZones("Europe/Berlin", winter);
    expect(zones[0]).toMatchObject({ value: "UTC", offset: "UTC" });
    expect(new Set(zones.map(zone => zone.value)).size).toBe(zones.length);
    const find = (list: typeof zones, name: string) => list.find(zone => zone.value === name)?.offset;
    expect(find(zones, "Europe/Berlin")).toBe("UTC+1");
    expect(find(listTimeZones("UTC", summer), "Europe/Berlin")).toBe("UTC+2");
    expect(find(zones, "America/New_York")).toBe("UTC-5");
  });

  it("keep one that this browser knows by no such name", () => {
    expect(listTimeZones("Etc/UTC", winter).some(zone => zone.value === "Etc/UTC")).toBe(true);
  });

  it("write a moment as their clocks show it", () => {
    expect(writeClock(winter, "Asia/Tokyo")).toBe("21:00");
    expect(writeDayAndClock(Date.UTC(2026, 10, 20, 23, 30), "Asia/Tokyo")).toMatch(/^Sat,? 21 Nov,? 08:30$/);
  });
});
