import { describe, expect, it } from "vitest";
import { findNextLook, listWakeUps } from "./wake-up.ts";

const HOUR_MS = 3_600_000;
const createdAt = new Date("2026-11-20T09:00:00Z");
const later = (hours: number) => new Date(createdAt.getTime() + hours * HOUR_MS);
const state = { testId: "t", createdAt, publishedAt: [null, null], checkbackHours: [1, 4, 24], retryAt: null } as const;
const describeAll = (wakeUps: ReturnType<typeof listWakeUps>) =>
  wakeUps.map(({ key, at }) => [key, (at.getTime() - createdAt.getTime()) / HOUR_MS]);

describe("The durable sleeps of a test", () => {
  it("are its hours after each post's publishing, those that are still to come", () => {
    const wakeUps = listWakeUps({ ...state, publishedAt: [later(0.5), later(2)] }, later(2));
    expect(describeAll(wakeUps)).toEqual([
      ["t look 0 4", 4.5],
      ["t look 0 24", 24.5],
      ["t look 1 1", 3],
      ["t look 1 4", 6],
      ["t look 1 24", 26],
    ]);
  });

  it("are an hour while a post is not out, named the same by whoever stages them", () => {
    expect(describeAll(listWakeUps(state, createdAt))).toEqual([["t wait 1", 1]]);
    expect(describeAll(listWakeUps(state, later(1.2)))).toEqual([["t wait 2", 2]]);
    expect(describeAll(listWakeUps(state, later(1.9)))).toEqual([["t wait 2", 2]]);
  });

  it("never end sooner than in a minute", () => {
    for (const now of [later(0.9999), later(1), later(3.9999)]) {
      const wakeUps = listWakeUps({ ...state, publishedAt: [createdAt, null], retryAt: now }, now);
      for (const { at } of wakeUps) expect(at.getTime() - now.getTime()).toBeGreaterThan(60_000);
    }
  });

  it("name one retry for what several runs stage close together", () => {
    const keys = [10, 12].map(minutes => {
      const retryAt = new Date(later(1).getTime() + minutes * 60_000);
      return listWakeUps({ ...state, publishedAt: [createdAt, createdAt], retryAt }, later(25)).at(-1)?.key;
    });
    expect(new Set(keys).size).toBe(1);
  });

  it("have a next look until the last is past", () => {
    expect(findNextLook(createdAt, [1, 4, 24], later(1.5))).toEqual(later(4));
    expect(findNextLook(createdAt, [1, 4, 24], later(24))).toBeNull();
  });
});
