/** Owns the Blotato servers, one per state, against which the contract suite holds the connector. */
import { z } from "zod";
import type { StartContractRig } from "../testing/contract-rig.ts";
import { describeStates, startHttpVendor, type VendorRequest } from "../testing/http-vendor.ts";

const key = "blt_canary/blotato+key=";

const platforms = [
  "twitter",
  "linkedin",
  "facebook",
  "instagram",
  "tiktok",
  "pinterest",
  "threads",
  "bluesky",
  "youtube",
];
const Submission = z.object({
  post: z.object({
    accountId: z.string(),
    content: z.object({ text: z.string(), mediaUrls: z.array(z.url()), platform: z.enum(platforms) }),
    target: z.object({ targetType: z.enum(platforms) }).loose(),
  }),
  scheduledTime: z.iso.datetime().optional(),
});

const refuse = (statusCode: number, error: string, message: string) => ({
  status: statusCode,
  body: { statusCode, error, message },
});

/** The two paths that are used, as Blotato documents and answers them. */
export function createBlotatoApi() {
  let submissions = 0;
  return ({ method, path, headers, text }: VendorRequest) => {
    if (headers["blotato-api-key"] !== key) return refuse(401, "Unauthorized", "Invalid API key");
    if (method === "GET" && path === "/v2/users/me/accounts") {
      const items = [
        { id: "98432", platform: "twitter", fullname: "Quarterdeck", username: "quarterdeck" },
        { id: "98433", platform: "youtube", fullname: "Quarterdeck TV", username: "quarterdecktv" },
      ];
      return { status: 200, body: { items } };
    }
    if (method !== "POST" || path !== "/v2/posts") return refuse(404, "Not Found", "Route not found");
    const submission = Submission.safeParse(JSON.parse(text));
    if (!submission.success) return refuse(400, "Bad Request", `body/${submission.error.issues[0]?.path.join("/")}`);
    const { post, scheduledTime } = submission.data;
    if (post.target.targetType === "youtube" && typeof post.target.title !== "string") {
      return refuse(400, "Bad Request", "body/post/target must have required property 'title'");
    }
    submissions += 1;
    const postSubmissionId = `5f2f7c1e-0000-4000-8000-${String(submissions).padStart(12, "0")}`;
    return { status: 201, body: { postSubmissionId, scheduledTime }, isMade: true };
  };
}

export const blotatoEnvironment = (origin: string) => ({
  BLOTATO_API_KEY: key,
  BLOTATO_ACCOUNTS: "x @quarterdeck=98432, youtube quarterdecktv=98433",
  BLOTATO_API_URL: origin,
});

export const startContractRig: StartContractRig = async () => {
  const vendor = await startHttpVendor({
    healthy: createBlotatoApi(),
    unauthorized: refuse(401, "Unauthorized", `Invalid API key ${key}`),
    limited: { ...refuse(429, "Too Many Requests", "Rate limit exceeded"), headers: { "retry-after": "120" } },
    broken: refuse(500, "Internal Server Error", "Something went wrong"),
    malformed: { status: 201, body: { id: 7 } },
  });
  return {
    environments: describeStates(vendor.origins, blotatoEnvironment),
    secrets: [key],
    limitMs: 120_000,
    countMade: vendor.countMade,
    countLimited: vendor.countLimited,
    close: vendor.close,
  };
};
