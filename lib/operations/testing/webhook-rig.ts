/** The address for calls from outside over a real database, for tests: sources, and calls signed as a sender signs them. */
import { type KeyObject, randomUUID, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { AgentDefinition } from "#lib/kernel/define.ts";
import { createWebhookHandler } from "../surfaces/webhook-handler.ts";
import { createReceiver } from "../webhooks/receive.ts";
import { type OperationsRig, openOperationsRig } from "./operations-rig.ts";

export type Source = { id: string; path: string; secret: string };
export type Sending = { secret?: string; at?: Date; id?: string };
// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape, and a wrong field fails them.
export type Sent = { status: number; type: string | null; body: any };

export type WebhookRig = OperationsRig & {
  handle(request: Request): Promise<Response>;
  addSource(name?: string): Promise<Source>;
  /** Sends what a program would send that signs as Standard Webhooks. */
  send(source: Source, payload: unknown, sending?: Sending): Promise<Sent>;
  /** Sends events as SendGrid does. */
  sendMailEvents(source: Source, events: object[], key: KeyObject): Promise<Sent>;
  /** The latest event of a source. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  lastEvent(source: Source): Promise<any>;
};

export async function openWebhookRig(options: { agents?: AgentDefinition[] } = {}): Promise<WebhookRig> {
  const rig = await openOperationsRig(options);
  const handle = createWebhookHandler({ receiver: createReceiver(rig.kernel), log: rig.kernel.log });
  async function post(path: string, body: string, headers: Record<string, string>): Promise<Sent> {
    const response = await handle(new Request(`http://deck.test${path}`, { method: "POST", body, headers }));
    return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
  }
  return {
    ...rig,
    handle,
    addSource: (name = "Sign-up form") => rig.call("webhook.create", { name, kind: "standard" }),
    send(source, payload, { secret = source.secret, at = rig.kernel.clock.now(), id = randomUUID() } = {}) {
      const body = typeof payload === "string" ? payload : JSON.stringify(payload);
      return post(source.path, body, {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
        "webhook-signature": new Webhook(secret).sign(id, at, body),
      });
    },
    sendMailEvents(source, events, key) {
      const body = JSON.stringify(events);
      const at = String(Math.floor(rig.kernel.clock.now().getTime() / 1_000));
      return post(source.path, body, {
        "x-twilio-email-event-webhook-timestamp": at,
        "x-twilio-email-event-webhook-signature": sign("sha256", Buffer.from(at + body), key).toString("base64"),
      });
    },
    async lastEvent(source) {
      const { data } = await rig.call("webhook.list-events", { source_id: source.id, limit: 1 });
      return data[0];
    },
  };
}
