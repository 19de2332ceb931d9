import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "#lib/core/clock.ts";
import { openHouse } from "../testing/houses.ts";
import { type HttpVendor, startHttpVendor, type VendorAnswer, type VendorRequest } from "../testing/http-vendor.ts";
import { sampleQueries } from "../testing/sample-readings.ts";
import { createYouTubeConnector, youtubeFactory } from "./connector.ts";
import { answerYouTube, apiKey, refuse } from "./contract-rig.ts";
import { findQuotaReset } from "./quota.ts";

const noon = new Date("2026-11-20T20:00:00Z");
const MIDNIGHT_MS = 12 * 3_600_000;
const signal = AbortSignal.timeout(60_000);

let vendor: HttpVendor;
/** What the vendor says before it answers as usual. */
let before: VendorAnswer[] = [];
beforeAll(async () => {
  vendor = await startHttpVendor({
    healthy: (request: VendorRequest) => before.shift() ?? answerYouTube(request),
    unauthorized: { status: 401 },
    limited: { status: 429 },
    broken: { status: 500 },
    malformed: { status: 200 },
  });
});
afterAll(() => vendor.close());

function open(options: { dailyUnits?: number; key?: string; now?: () => Date } = {}) {
  before = [];
  const clock = { ...systemClock, now: options.now ?? (() => noon) };
  const baseUrl = vendor.origins.healthy;
  const connector = createYouTubeConnector({ key: apiKey, ...options, baseUrl, house: openHouse, clock });
  const reader = connector.reads?.["video-stats"];
  if (reader === undefined) throw new Error("it reads no video stats");
  return { connector, reader };
}

const countCalls = async (run: () => Promise<unknown>) => {
  const from = vendor.received.length;
  await run();
  return vendor.received.slice(from).map(({ path }) => path.slice("/youtube/v3/".length));
};

describe("reading a channel", () => {
  test("finds it by handle and by id alike, and says null for one that is not there", async () => {
    const { reader } = open();
    const expected = {
      externalId: sampleQueries.channel.id,
      title: "Quarterdeck",
      subscribers: 900,
      videos: 101,
      views: 123_456,
    };
    expect(await reader.readChannel("@quarterdeck", { signal })).toEqual(expected);
    expect(await reader.readChannel(sampleQueries.channel.id, { signal })).toEqual(expected);
    expect(await reader.readChannel("@nobody", { signal })).toBeNull();
  });
});

describe("listing a channel's videos", () => {
  test("walks the uploads 50 at a time in their order, without what was taken down", async () => {
    const { reader } = open();
    const sizes: number[] = [];
    const ids: string[] = [];
    let cursor: string | null = null;
    const calls = await countCalls(async () => {
      do {
        const page = await reader.listVideos({ channelId: sampleQueries.channel.id, cursor }, { signal });
        sizes.push(page.items.length);
        ids.push(...page.items.map(video => video.externalId));
        cursor = page.nextCursor;
      } while (cursor !== null);
    });
    expect(sizes).toEqual([50, 50, 0]);
    expect(ids).toEqual(ids.toSorted());
    expect(calls).toEqual([
      "channels",
      "playlistItems",
      "videos",
      "playlistItems",
      "videos",
      "playlistItems",
      "videos",
    ]);
  });

  test("reads large counts, durations and times, and null where a number is hidden", async () => {
    const { reader } = open();
    const { items } = await reader.listVideos({ channelId: sampleQueries.channel.id, cursor: null }, { signal });
    expect(items[0]).toMatchObject({
      views: 5_000_000_000,
      likes: 41,
      durationSeconds: 3723,
      publishedAt: new Date("2026-11-01T09:30:00Z"),
      tags: ["boxing", "footwork"],
    });
    expect(items[1]).toMatchObject({ views: 12, likes: null, comments: null });
  });

  test("gives an empty page for a channel that is not there or never uploaded", async () => {
    const { reader } = open();
    const empty = { items: [], nextCursor: null };
    expect(await reader.listVideos({ channelId: "UCnobody0000000000000000", cursor: null }, { signal })).toEqual(empty);
    expect(await reader.listVideos({ channelId: "any", cursor: "UUnothing page" }, { signal })).toEqual(empty);
  });
});

describe("limits", () => {
  test("a spent quota holds until midnight in California, and nothing is asked before", async () => {
    let now = noon;
    const { reader, connector } = open({ now: () => now });
    before = [refuse(403, "quotaExceeded", 'You have exceeded your <a href="/quota">quota</a>.')];
    const read = () => reader.readChannel("@quarterdeck", { signal });
    const limit = { code: "limit-reached", details: { retryAfterMs: MIDNIGHT_MS } };
    await expect(read()).rejects.toMatchObject(limit);
    expect(await countCalls(() => expect(read()).rejects.toMatchObject(limit))).toEqual([]);
    expect(await connector.check({ signal })).toMatchObject({ isHealthy: false });
    now = new Date(noon.getTime() + MIDNIGHT_MS);
    expect(await read()).not.toBeNull();
  });

  test("a pace that is too fast holds for a minute", async () => {
    const { reader } = open();
    before = [refuse(403, "rateLimitExceeded", "Slow down.")];
    const read = () => reader.readChannel("@quarterdeck", { signal });
    await expect(read()).rejects.toMatchObject({ code: "limit-reached", details: { retryAfterMs: 60_000 } });
    expect(await countCalls(() => expect(read()).rejects.toMatchObject({ code: "limit-reached" }))).toEqual([]);
  });

  test("counts its own units and stops before the day's are overdrawn", async () => {
    const { reader } = open({ dailyUnits: 4 });
    const list = () => reader.listVideos({ channelId: sampleQueries.channel.id, cursor: null }, { signal });
    await list();
    const calls = await countCalls(() =>
      expect(list()).rejects.toMatchObject({ code: "limit-reached", details: { retryAfterMs: MIDNIGHT_MS } }),
    );
    expect(calls).toEqual(["channels"]);
  });

  test("start anew at midnight Pacific time on the short and the long day of the year too", () => {
    expect(findQuotaReset(new Date("2026-07-01T06:59:00Z")).toISOString()).toBe("2026-07-01T07:00:00.000Z");
    expect(findQuotaReset(new Date("2026-07-01T07:00:00Z")).toISOString()).toBe("2026-07-02T07:00:00.000Z");
    expect(findQuotaReset(new Date("2026-03-08T08:00:00Z")).toISOString()).toBe("2026-03-09T07:00:00.000Z");
    expect(findQuotaReset(new Date("2026-11-01T07:00:00Z")).toISOString()).toBe("2026-11-02T08:00:00.000Z");
  });
});

describe("trouble", () => {
  test("asks again after a passing failure, three times at most", async () => {
    const { reader } = open();
    const failure = refuse(503, "backendError", "Backend Error");
    before = [failure, failure];
    expect(await reader.readChannel("@quarterdeck", { signal })).not.toBeNull();
    before = [failure, failure, failure];
    const calls = await countCalls(() =>
      expect(reader.readChannel("@quarterdeck", { signal })).rejects.toMatchObject({ code: "unavailable" }),
    );
    expect(calls).toHaveLength(3);
  });

  test("says which value to check when the key is refused or the interface is not switched on", async () => {
    const wrong = open({ key: "AIzaWrong" });
    const refusal = { code: "forbidden", message: expect.stringContaining("YOUTUBE_API_KEY") };
    await expect(wrong.reader.readChannel("@quarterdeck", { signal })).rejects.toMatchObject(refusal);
    expect((await wrong.connector.check({ signal })).message).toContain("YOUTUBE_API_KEY");
    const { reader } = open();
    before = [refuse(403, "accessNotConfigured", "YouTube Data API v3 has not been used in project 1 before.")];
    await expect(reader.readChannel("@quarterdeck", { signal })).rejects.toMatchObject(refusal);
  });

  test.each([
    ["no JSON", "<html>"],
    ["another kind of list", { kind: "youtube#videoListResponse", items: [] }],
    [
      "a count that is none",
      { kind: "youtube#channelListResponse", items: [{ id: "a", statistics: { viewCount: "many" } }] },
    ],
  ])("calls an answer with %s invalid", async (_what, body) => {
    const { reader } = open();
    before = [{ status: 200, body }];
    await expect(reader.readChannel("@quarterdeck", { signal })).rejects.toMatchObject({ code: "invalid" });
  });

  test.each([
    [{ YOUTUBE_BASE_URL: "https://proxy.example.com/youtube" }, "YOUTUBE_BASE_URL"],
    [{ YOUTUBE_DAILY_QUOTA: "lots" }, "YOUTUBE_DAILY_QUOTA"],
    [{ YOUTUBE_DAILY_QUOTA: "0" }, "YOUTUBE_DAILY_QUOTA"],
  ])("refuses %j by name", (values, name) => {
    expect(() => youtubeFactory.create({ YOUTUBE_API_KEY: apiKey, ...values }, openHouse)).toThrow(
      expect.objectContaining({ details: { errors: [expect.objectContaining({ path: name })] } }),
    );
  });
});
