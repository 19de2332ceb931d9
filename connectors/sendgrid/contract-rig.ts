/** Owns the SendGrid servers, one per state, against which the contract suite holds the connector. */
import { z } from "zod";
import type { StartContractRig } from "../testing/contract-rig.ts";
import { describeStates, startHttpVendor, type VendorRequest } from "../testing/http-vendor.ts";

const key = "SG.canary-sendgrid-key";
const limitMs = 120_000;

const Address = z.strictObject({ email: z.email(), name: z.string().optional() });
const Mail = z.strictObject({
  personalizations: z.array(z.strictObject({ to: z.array(Address).min(1) })).min(1),
  from: Address,
  reply_to: Address.optional(),
  subject: z.string().min(1),
  content: z.array(z.strictObject({ type: z.literal("text/plain"), value: z.string().min(1) })).min(1),
  custom_args: z.record(z.string(), z.string()).optional(),
  asm: z.strictObject({ group_id: z.int() }).optional(),
  tracking_settings: z.object({}).loose().optional(),
});

const refuse = (status: number, message: string, field: string | null = null) => ({
  status,
  body: { errors: [{ message, field, help: null }] },
});

/** The two paths that are used, as SendGrid documents and answers them. */
export function createSendgridApi(scopes = ["mail.send", "sender_verification_eligible"]) {
  let messages = 0;
  return ({ method, path, headers, text }: VendorRequest) => {
    if (headers.authorization !== `Bearer ${key}`) {
      return refuse(401, "The provided authorization grant is invalid, expired, or revoked");
    }
    if (method === "GET" && path === "/v3/scopes") return { status: 200, body: { scopes } };
    if (method !== "POST" || path !== "/v3/mail/send") return refuse(404, "Not Found");
    const mail = Mail.safeParse(JSON.parse(text));
    if (!mail.success) return refuse(400, "Bad Request", mail.error.issues[0]?.path.join("."));
    if (mail.data.from.email === "stranger@example.com") {
      return refuse(403, "The from address does not match a verified Sender Identity.", "from");
    }
    messages += 1;
    return { status: 202, headers: { "x-message-id": `sg-${messages}` }, body: "", isMade: true };
  };
}

export const sendgridEnvironment = (origin: string) => ({
  SENDGRID_API_KEY: key,
  SENDGRID_FROM: "Ada Lovelace <ada@example.com>",
  SENDGRID_API_URL: origin,
});

export const startContractRig: StartContractRig = async () => {
  const vendor = await startHttpVendor({
    healthy: createSendgridApi(),
    unauthorized: refuse(401, `The key ${key} is not known`),
    limited: () => ({
      ...refuse(429, "too many requests"),
      headers: {
        "x-ratelimit-limit": "600",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(Math.ceil((Date.now() + limitMs) / 1_000)),
      },
    }),
    broken: refuse(503, "Service Unavailable"),
    malformed: { status: 200, body: { coo: true } },
  });
  return {
    environments: describeStates(vendor.origins, sendgridEnvironment),
    secrets: [key],
    limitMs,
    countMade: vendor.countMade,
    countLimited: vendor.countLimited,
    close: vendor.close,
  };
};
