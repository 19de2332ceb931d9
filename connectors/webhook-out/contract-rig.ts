/** Owns the receivers, one per state, against which the contract suite holds the connector; each checks every signature. */
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import type { StartContractRig } from "../testing/contract-rig.ts";
import { describeStates, startHttpVendor, type VendorRequest } from "../testing/http-vendor.ts";

export const receiverSecret = `whsec_${Buffer.from("canary-webhook-secret-of-32-byte").toString("base64")}`;

const Message = z.strictObject({ type: z.string(), timestamp: z.iso.datetime(), data: z.looseObject({}) });

/** A receiver as Standard Webhooks describes it: any 2xx means taken, a signature that does not fit is refused. */
export function createReceiver() {
  const webhook = new Webhook(receiverSecret);
  return ({ method, headers, text }: VendorRequest) => {
    if (method !== "POST") return { status: 405 };
    try {
      webhook.verify(text, headers as Record<string, string>);
    } catch {
      return { status: 401, body: { message: "the signature does not fit" } };
    }
    const message = Message.safeParse(JSON.parse(text));
    if (!message.success) return { status: 400, body: { message: "not a message" } };
    return { status: 204, isMade: message.data.type !== "connection.test" };
  };
}

export const webhookOutEnvironment = (origin: string) => ({
  WEBHOOK_OUT_URL: `${origin}/quarterdeck`,
  WEBHOOK_OUT_SECRET: receiverSecret,
});

export const startContractRig: StartContractRig = async () => {
  const vendor = await startHttpVendor({
    healthy: createReceiver(),
    unauthorized: { status: 401, body: { message: `not signed with ${receiverSecret}` } },
    limited: { status: 429, headers: { "retry-after": "120" } },
    broken: { status: 500, body: "<h1>Internal Server Error</h1>" },
    malformed: "noise",
  });
  return {
    environments: describeStates(vendor.origins, webhookOutEnvironment),
    secrets: [receiverSecret, receiverSecret.slice("whsec_".length)],
    limitMs: 120_000,
    countMade: vendor.countMade,
    countLimited: vendor.countLimited,
    close: vendor.close,
  };
};
