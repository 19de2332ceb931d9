import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "#lib/core/clock.ts";
import type { MarketResearchReader } from "#lib/kernel/readings.ts";
import { openHouse } from "../testing/houses.ts";
import { type HttpVendor, startHttpVendor, type VendorAnswer, type VendorRequest } from "../testing/http-vendor.ts";
import { createMarketResearchConnector, marketResearchFactory } from "./connector.ts";
import { answerResearch, researchKey } from "./contract-rig.ts";

const niche = { platform: "tiktok", niche: "boxing" };
const options = { signal: AbortSignal.timeout(60_000) };
const open: HttpVendor[] = [];

/** A reader whose service answers by `healthy`, under a clock that stands until it is moved. */
async function openReader(healthy: (request: VendorRequest) => VendorAnswer) {
  const nothing = { status: 500 };
  const vendor = await startHttpVendor({
    healthy,
    unauthorized: nothing,
    limited: nothing,
    broken: nothing,
    malformed: nothing,
  });
  open.push(vendor);
  let nowMs = Date.UTC(2026, 10, 20);
  const clock = { ...systemClock, now: () => new Date(nowMs) };
  const connector = createMarketResearchConnector({
    url: vendor.origins.healthy,
    key: researchKey,
    house: openHouse,
    clock,
  });
  const reader = connector.reads?.["market-research"] as MarketResearchReader;
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { reader, connector, vendor, pass };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(vendor => vendor.close()));
});

describe("Market research", () => {
  it("is read page by page, with what the service leaves out as unknown", async () => {
    const { reader, vendor } = await openReader(answerResearch);
    const first = await reader.listCreators({ ...niche, cursor: null }, options);
    const second = await reader.listCreators({ ...niche, cursor: first.nextCursor }, options);
    expect(first.items).toMatchObject([{ externalId: "c1", handle: "@ringside", engagementRate: 0.031 }]);
    expect(second).toMatchObject({
      items: [{ externalId: "c2", name: "southpaw", followers: null, engagementRate: null, url: null }],
      nextCursor: null,
    });
    const posts = await reader.listPosts({ ...niche, cursor: null }, options);
    expect(posts.items).toMatchObject([{ creatorId: "c1", postedAt: new Date("2026-11-18T18:30:00Z"), views: null }]);
    expect(vendor.received.map(({ path, query }) => `${path}?${query}`)).toEqual([
      "/v1/creators?platform=tiktok&niche=boxing&limit=100",
      "/v1/creators?platform=tiktok&niche=boxing&limit=100&cursor=1",
      "/v1/posts?platform=tiktok&niche=boxing&limit=100",
    ]);
  });

  it("is asked again when the service stumbles, and no more than three times", async () => {
    let calls = 0;
    const stumbling = await openReader(request => {
      calls += 1;
      return calls < 3 ? { status: 503 } : answerResearch(request);
    });
    expect((await stumbling.reader.listPosts({ ...niche, cursor: null }, options)).items).toHaveLength(1);
    const down = await openReader(() => ({ status: 500, body: { detail: "on fire" } }));
    await expect(down.reader.listPosts({ ...niche, cursor: null }, options)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("on fire"),
    });
    expect([calls, down.vendor.received.length]).toEqual([3, 3]);
  });

  it("is not asked again for what will not pass: a refused key, a bad request, an answer out of shape", async () => {
    const bodies = [
      { status: 403, code: "forbidden" },
      { status: 422, code: "invalid" },
      { status: 200, body: { data: [{ id: "" }], next_cursor: null }, code: "invalid" },
      { status: 307, headers: { location: "http://elsewhere.example.com/" }, code: "unavailable" },
    ];
    for (const { code, ...answer } of bodies) {
      const { reader, vendor } = await openReader(() => answer);
      await expect(reader.listCreators({ ...niche, cursor: null }, options)).rejects.toMatchObject({ code });
      if (code !== "unavailable") expect(vendor.received).toHaveLength(1);
      for (const { headers } of vendor.received) expect(headers.host).toBe(new URL(vendor.origins.healthy).host);
    }
  });

  it("stops asking when the service says that nothing is left, until the time it names has passed", async () => {
    const { reader, vendor, pass } = await openReader(request => ({
      ...answerResearch(request),
      headers: { ratelimit: '"burst";r=5;t=1, "daily";r=0;t=90' },
    }));
    const ask = () => reader.listPosts({ ...niche, cursor: null }, options);
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: "limit-reached", details: { retryAfterMs: 90_000 } });
    expect(vendor.received).toHaveLength(1);
    pass(90_000);
    await ask();
    expect(vendor.received).toHaveLength(2);
  });

  it("gives up at once when it is stopped while it waits to ask again", async () => {
    const { reader, vendor } = await openReader(() => ({ status: 503 }));
    const stop = new AbortController();
    const asked = reader.listPosts({ ...niche, cursor: null }, { signal: stop.signal });
    asked.catch(() => undefined);
    await expect.poll(() => vendor.received.length).toBe(1);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/unavailable|timeout/) });
    expect(vendor.received).toHaveLength(1);
  });

  it("makes no effect, and is refused with an address that is none", async () => {
    const { connector } = await openReader(answerResearch);
    const effect = { kind: "post.publish", recipient: "@q", payload: { platform: "x", text: "hi" } } as const;
    expect(await connector.execute(effect, { idempotencyKey: "k", ...options })).toMatchObject({ outcome: "refused" });
    const half = { MARKET_RESEARCH_URL: "ftp://x", MARKET_RESEARCH_KEY: "k" };
    expect(() => marketResearchFactory.create(half, openHouse)).toThrow(/MARKET_RESEARCH_URL/);
  });
});
