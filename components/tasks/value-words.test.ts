import { describe, expect, it } from "vitest";
import { isSentence, readEntity, writeDay, writeMeasure, writeName, writeNumber, writeSize } from "./value-words.ts";

describe("The words of a result", () => {
  it("name values as people do", () => {
    expect(writeName("research_ready")).toBe("Research ready");
    expect(writeName("is_historical")).toBe("Historical");
    expect(writeName("contact_id")).toBe("Contact");
    expect(writeName("_id")).toBe("Id");
    expect(writeName("domain")).toBe("Agent");
  });

  it("keep the digits of a figure that mean something", () => {
    expect(writeNumber(97_536.4418)).toBe("97,536");
    expect(writeNumber(12_155)).toBe("12,155");
    expect(writeNumber(2.109)).toBe("2.11");
    expect(writeNumber(1.6)).toBe("1.60");
    expect(writeNumber(0.00361)).toBe("0.00361");
  });

  it("give a figure its unit only where its name, or what it stands beside or in, says which", () => {
    expect(writeMeasure("current_share", 0.1848)).toBe("18 %");
    expect(writeMeasure("propensity", 0.0186)).toBe("1.9 %");
    expect(writeMeasure("best_share", 0)).toBe("0 %");
    expect(writeMeasure("percent", 9)).toBe("9.0 %");
    expect(writeMeasure("hour", 9)).toBe("09:00");
    expect(writeMeasure("day_of_week", 7)).toBe("Sunday");
    expect(writeMeasure("low", -5.1, { kin: ["percent", "low"] })).toBe("-5.1 %");
    expect(writeMeasure("typical", 0.0555, { of: "like_rate" })).toBe("5.6 %");
    expect(writeMeasure("low", 328_700, { of: "views" })).toBe("328,700");
    expect(writeMeasure("pages_rate", 12)).toBe("12");
    expect(writeMeasure("bytes", 1_749_843)).toBe("1.7 MB");
    expect(writeSize(12)).toBe("1 kB");
  });

  it("write days, and leave every other text alone", () => {
    expect(writeDay("2026-11-23")).toBe("23 Nov 2026");
    expect(writeDay("2026-11-23T10:00:00Z")).toBeNull();
    expect(writeDay("2026-99-99")).toBeNull();
  });

  it("say what an id is of, and never take an output of remotion for a video of the library", () => {
    expect(readEntity("contact_id", "prospect")).toBe("contact");
    expect(readEntity("job_id", "remotion")).toBe("render-job");
    expect(readEntity("video_id", "youtube")).toBe("video");
    expect(readEntity("video_id", "remotion")).toBe("output");
    expect(readEntity("paid", "remotion")).toBeNull();
  });

  it("know a sentence in parts from a list of things", () => {
    expect(isSentence([{ text: "9", claim_id: "c" }])).toBe(true);
    expect(isSentence([{ text: "a post" }])).toBe(false);
    expect(isSentence([])).toBe(false);
  });
});
