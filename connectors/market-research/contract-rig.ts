/** Owns a market research service as the guide describes it, in every state, against which the contract suite holds the connector. */
import type { StartContractRig } from "../testing/contract-rig.ts";
import { describeStates, startHttpVendor, type VendorAnswer, type VendorRequest } from "../testing/http-vendor.ts";
import { sampleQueries } from "../testing/sample-readings.ts";

export const researchKey = "canary/research key";

const { platform, niche } = sampleQueries.niche;

const creators = [
  {
    id: "c1",
    platform,
    handle: "@ringside",
    name: "Ringside",
    niche,
    followers: 120_000,
    engagement_rate: 0.031,
    url: "https://example.com/ringside",
  },
  { id: "c2", platform, handle: "southpaw", niche, followers: null, rising: true },
];
const posts = [
  {
    id: "p1",
    platform,
    creator_id: "c1",
    niche,
    text: "Footwork first.",
    posted_at: "2026-11-18T19:30:00+01:00",
    likes: 900,
    replies: 41,
    shares: 12,
    views: null,
    url: null,
  },
];

/** One row a page, so that the pages are walked. */
export function answerResearch({ method, path, query, headers }: VendorRequest): VendorAnswer {
  if (headers.authorization !== `Bearer ${researchKey}`)
    return { status: 401, body: { title: "Unauthorized", detail: "there is no such key" } };
  if (method !== "GET") return { status: 405, body: { title: "Method not allowed" } };
  if (path === "/v1/account") return { status: 200, body: { account: "Quarterdeck Ltd" } };
  const rows = path === "/v1/creators" ? creators : path === "/v1/posts" ? posts : null;
  if (rows === null) return { status: 404, body: { title: "Not found" } };
  const limit = Number(query.get("limit"));
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    return { status: 422, body: { title: "Not valid", detail: "limit: 1 to 100" } };
  const isKnown = query.get("platform") === platform && query.get("niche") === niche;
  const at = Number(query.get("cursor") ?? 0);
  const found = isKnown ? rows.slice(at, at + 1) : [];
  return {
    status: 200,
    headers: { ratelimit: '"default";r=59;t=60' },
    body: { data: found, next_cursor: isKnown && at + 1 < rows.length ? String(at + 1) : null },
  };
}

export const startContractRig: StartContractRig = async () => {
  const vendor = await startHttpVendor({
    healthy: answerResearch,
    unauthorized: { status: 401, body: { title: "Unauthorized", detail: `not with ${researchKey}` } },
    limited: { status: 429, headers: { "retry-after": "120" }, body: { title: "Too many requests" } },
    broken: { status: 503, body: { title: "Under repair" } },
    malformed: { status: 200, body: { items: [] } },
  });
  return {
    environments: describeStates(vendor.origins, origin => ({
      MARKET_RESEARCH_URL: origin,
      MARKET_RESEARCH_KEY: researchKey,
    })),
    secrets: [researchKey],
    limitMs: 120_000,
    countMade: vendor.countMade,
    countLimited: vendor.countLimited,
    close: vendor.close,
  };
};
