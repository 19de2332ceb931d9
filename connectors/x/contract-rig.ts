/** Owns the X servers, one per state, against which the contract suite holds the connector. */
import { createHmac } from "node:crypto";
import { z } from "zod";
import type { StartContractRig } from "../testing/contract-rig.ts";
import { describeStates, startHttpVendor, type VendorRequest } from "../testing/http-vendor.ts";
import { sampleQueries } from "../testing/sample-readings.ts";

const limitMs = 120_000;
const keys = {
  X_API_KEY: "canary-x-api-key",
  X_API_SECRET: "canary-x-api-secret",
  X_ACCESS_TOKEN: "370773112-canary-x-access-token",
  X_ACCESS_SECRET: "canary-x-access-secret",
};

const Post = z.strictObject({ text: z.string().min(1).max(280) });

const problem = (status: number, title: string, detail: string) => ({
  status,
  body: { title, detail, type: "about:blank", status },
});

/** A post as X counts it; `isOwn` posts show their private numbers. */
export type CountedPost = { id: string; isOwn: boolean };

/** The three paths that are used, as X documents and answers them; signatures are worked out anew and compared. */
export function createXApi(posts: CountedPost[] = [{ id: sampleQueries.postId, isOwn: true }]) {
  let last = 1_900_000_000_000_000_100n;
  return ({ method, path, query, headers, text }: VendorRequest) => {
    if (!isSigned(method, `http://${headers.host}${path}`, query, headers.authorization ?? "")) {
      return problem(401, "Unauthorized", "Unauthorized");
    }
    if (method === "GET" && path === "/2/users/me") {
      return { status: 200, body: { data: { id: "370773112", name: "Quarterdeck", username: "Quarterdeck" } } };
    }
    if (path !== "/2/tweets") return problem(404, "Not Found", "Not Found");
    if (method === "GET") {
      const isPrivate = query.get("tweet.fields")?.includes("non_public_metrics") === true;
      const asked = query.get("ids")?.split(",") ?? [];
      const data = posts.filter(post => asked.includes(post.id) && (post.isOwn || !isPrivate)).map(countPost);
      const errors = [
        { title: "Field Authorization Error", type: "https://api.twitter.com/2/problems/not-authorized-for-field" },
      ];
      return { status: 200, body: data.length > 0 ? { data } : { errors } };
    }
    const post = Post.safeParse(JSON.parse(text));
    if (!post.success) return problem(400, "Invalid Request", "One or more parameters to your request was invalid.");
    if (post.data.text === "Said before") {
      return problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.");
    }
    last += 1n;
    const data = { id: String(last), text: post.data.text, edit_history_tweet_ids: [String(last)] };
    return { status: 201, body: { data }, isMade: true };
  };
}

function countPost({ id, isOwn }: CountedPost) {
  const public_metrics = {
    retweet_count: 7,
    reply_count: 3,
    like_count: 38,
    quote_count: 1,
    bookmark_count: 2,
    impression_count: 1_200,
  };
  const non_public_metrics = { impression_count: 1_204, url_link_clicks: 9, user_profile_clicks: 2 };
  const post = { id, text: "Good morning", created_at: "2026-11-19T05:00:00.000Z", public_metrics };
  return isOwn ? { ...post, non_public_metrics } : post;
}

function isSigned(method: string, address: string, query: URLSearchParams, authorization: string): boolean {
  const fields = [...authorization.matchAll(/(oauth_\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [
    name,
    value,
  ]);
  const signature = fields.find(([name]) => name === "oauth_signature")?.[1];
  const quoted = [...query].map(pair => pair.map(part => encodeURIComponent(part)));
  const all = [...quoted, ...fields.filter(([name]) => name !== "oauth_signature")];
  const parameters = all
    .map(pair => pair.join("="))
    .sort()
    .join("&");
  const base = [method, encodeURIComponent(address), encodeURIComponent(parameters)].join("&");
  const expected = createHmac("sha1", `${keys.X_API_SECRET}&${keys.X_ACCESS_SECRET}`).update(base).digest("base64");
  const names = fields.map(([name]) => name);
  return (
    names.includes("oauth_nonce") && names.includes("oauth_timestamp") && signature === encodeURIComponent(expected)
  );
}

export const xEnvironment = (origin: string) => ({ ...keys, X_ACCOUNT: "@quarterdeck", X_API_URL: origin });

export const startContractRig: StartContractRig = async () => {
  const vendor = await startHttpVendor({
    healthy: createXApi(),
    unauthorized: problem(401, "Unauthorized", `No app has ${keys.X_API_KEY} with ${keys.X_ACCESS_TOKEN}`),
    limited: () => ({
      ...problem(429, "Too Many Requests", "Too Many Requests"),
      headers: {
        "x-rate-limit-limit": "100",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": String(Math.ceil((Date.now() + limitMs) / 1_000)),
      },
    }),
    broken: problem(503, "Service Unavailable", "Service Unavailable"),
    malformed: { status: 200, body: { data: "soon" } },
  });
  return {
    environments: describeStates(vendor.origins, xEnvironment),
    secrets: Object.values(keys),
    limitMs,
    countMade: vendor.countMade,
    countLimited: vendor.countLimited,
    close: vendor.close,
  };
};
