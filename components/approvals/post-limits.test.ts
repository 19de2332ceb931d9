import { describe, expect, it } from "vitest";
import { measurePost, namePlatform } from "./post-limits.ts";

describe("The length of a post", () => {
  it("counts for X as X does: links as 23, wide letters and emoji as two", () => {
    expect(measurePost("x", "a".repeat(280))).toEqual({ count: 280, limit: 280 });
    expect(measurePost("x", `see https://example.com/${"long".repeat(30)}`)).toEqual({ count: 27, limit: 280 });
    expect(measurePost("twitter", "你好")).toEqual({ count: 4, limit: 280 });
    expect(measurePost("x", "👩‍👩‍👧")).toEqual({ count: 2, limit: 280 });
    expect(measurePost("x", "“naïve” – café…")).toEqual({ count: 16, limit: 280 });
  });

  it("knows no limit of a platform that nobody has told it about", () => {
    expect(measurePost("harbour-radio", "ahoy")).toEqual({ count: 4, limit: null });
    expect(namePlatform("harbour-radio")).toBe("harbour-radio");
    expect(namePlatform("twitter")).toBe("X");
  });

  it("counts what a reader sees as one letter once on Bluesky", () => {
    expect(measurePost("bluesky", "👩‍👩‍👧!")).toEqual({ count: 2, limit: 300 });
  });
});
