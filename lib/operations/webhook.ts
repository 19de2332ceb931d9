/** Owns the operations on webhook sources: addresses opened to the outside, their secrets told once, rotated and switched off. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { findSource, insertSource, listSources, type SourceRow, updateSource } from "#lib/db/webhooks.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { openChat } from "#lib/kernel/chat-connection.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id } from "./shapes/fields.ts";
import { describeSource, SourceKindSchema, WebhookSource } from "./shapes/webhook.ts";
import { createSecret, readPublicKey, type SourceKind } from "./webhooks/proof.ts";
import { sealPlace } from "./webhooks/receive.ts";

const SourceId = Id.describe("The source's id");
const Name = z.string().trim().min(1, "give it a name").max(80, "shorten the name to 80 characters");
const Secret = z
  .string()
  .trim()
  .min(1)
  .max(400)
  .optional()
  .describe(
    "standard: the sender's own whsec_… secret, or leave it out for a new one; sendgrid: the verification key it shows; telegram: leave it out",
  );
const Address = z
  .url({ protocol: /^https?$/, error: "give an address like https://deck.example.com" })
  .max(300)
  .optional()
  .describe("telegram: where this installation is reached from outside; the bot is then told its address at once");

const SourceWithSecret = WebhookSource.extend({
  secret: z
    .string()
    .nullable()
    .describe("What the sender signs with, told only now; null where the sender keeps its own"),
  is_registered: z.boolean().describe("Whether the chat bot was told to send here"),
}).meta({ id: "WebhookSourceWithSecret" });

export const webhookList = defineQuery({
  name: "webhook.list",
  title: "List webhook sources",
  summary: "The outside programs that may call in: their addresses, and when they last called or were refused.",
  scope: "webhooks:read",
  role: "viewer",
  path: "/webhooks",
  input: PageInput,
  output: pageOf(WebhookSource),
  async run({ session, workspaceId }, { limit, cursor }) {
    const rows = await listSources(session, workspaceId, { limit: limit + 1, beforeId: decodeIdCursor(cursor) });
    return toPage(rows, limit, row => [row.id], describeSource);
  },
});

export const webhookGet = defineQuery({
  name: "webhook.get",
  title: "Show a webhook source",
  summary: "One outside program that may call in.",
  scope: "webhooks:read",
  role: "viewer",
  path: "/webhooks/{id}",
  input: z.object({ id: SourceId }),
  output: WebhookSource,
  run: async (context, { id }) => describeSource(await requireSource(context, id)),
});

export const webhookCreate = defineCommand({
  name: "webhook.create",
  title: "Add a webhook source",
  summary: "Opens an address for one outside program. Its secret is told once.",
  scope: "webhooks:write",
  role: "admin",
  method: "POST",
  status: 201,
  path: "/webhooks",
  tellsSecret: true,
  isTool: false,
  input: z.object({
    name: Name.describe("Who calls, like Sign-up form"),
    kind: SourceKindSchema.describe(
      "How calls are proved: standard (Standard Webhooks), sendgrid (its signed event webhook) or telegram (a bot's updates)",
    ),
    secret: Secret,
    public_url: Address,
  }),
  output: SourceWithSecret,
  async run(context, { name, kind, secret: given, public_url }) {
    const { session, workspaceId, caller, kernel } = context;
    const id = createId();
    const secret = chooseSecret(kind, given);
    const row = await insertSource(session, {
      id,
      workspace_id: workspaceId,
      public_id: `whs_${createPublicId()}`,
      name,
      kind,
      sealed_secret: kernel.vault.seal(secret, sealPlace(workspaceId, id)),
      created_by: caller.userId,
    });
    await tell(context, row, "webhook.created", `opened an address for ${name}`);
    const isRegistered = await register(context, row, secret, public_url);
    return { ...describeSource(row), secret: given === undefined ? secret : null, is_registered: isRegistered };
  },
});

export const webhookRotate = defineCommand({
  name: "webhook.rotate",
  title: "Rotate a webhook's secret",
  summary: "Gives a source a new secret, told once. The one before it stays good for a while.",
  scope: "webhooks:write",
  role: "admin",
  method: "POST",
  status: 200,
  path: "/webhooks/{id}/rotate",
  tellsSecret: true,
  isTool: false,
  input: z.object({
    id: SourceId,
    secret: Secret,
    overlap_minutes: z.coerce
      .number()
      .int()
      .min(0)
      .max(10_080, "at most a week: 10080")
      .default(1_440)
      .describe("How long the secret before stays good, in minutes; a day unless given, 0 ends it at once"),
    public_url: Address,
  }),
  output: SourceWithSecret,
  async run(context, { id, secret: given, overlap_minutes, public_url }) {
    const { session, workspaceId, kernel, clock } = context;
    const before = await requireSource(context, id);
    const secret = chooseSecret(SourceKindSchema.parse(before.kind), given);
    // The database itself moves the secret before it aside: no person's role may read it.
    const row = await updateSource(session, workspaceId, id, {
      sealed_secret: kernel.vault.seal(secret, sealPlace(workspaceId, id)),
      previous_until: new Date(clock.now().getTime() + overlap_minutes * 60_000),
    });
    if (row === undefined) throw refuseChange();
    await tell(context, row, "webhook.rotated", `gave ${row.name} a new secret`);
    const isRegistered = await register(context, row, secret, public_url);
    return { ...describeSource(row), secret: given === undefined ? secret : null, is_registered: isRegistered };
  },
});

export const webhookUpdate = defineCommand({
  name: "webhook.update",
  title: "Change a webhook source",
  summary: "Renames a source, or switches it off and on: switched off it refuses every call.",
  scope: "webhooks:write",
  role: "admin",
  method: "PATCH",
  status: 200,
  path: "/webhooks/{id}",
  isTool: false,
  input: z.object({
    id: SourceId,
    name: Name.optional().describe("Another name"),
    is_enabled: z.boolean().optional().describe("Whether calls are taken"),
  }),
  output: WebhookSource,
  async run(context, { id, name, is_enabled }) {
    const before = await requireSource(context, id);
    if (name === undefined && is_enabled === undefined) return describeSource(before);
    const row = await updateSource(context.session, context.workspaceId, id, { name, is_enabled });
    if (row === undefined) throw refuseChange();
    const what = is_enabled === undefined ? "renamed" : is_enabled ? "switched on" : "switched off";
    await tell(context, row, "webhook.updated", `${what} the webhook source ${row.name}`);
    return describeSource(row);
  },
});

/** A secret that fits the kind. Throws `invalid` saying what to give instead. */
function chooseSecret(kind: SourceKind, given: string | undefined): string {
  const refuse = (message: string) => refuseFields([{ path: "secret", message }]);
  if (kind === "sendgrid") {
    if (given === undefined) throw refuse("copy the verification key from SendGrid's Mail Settings, Event Webhook");
    try {
      readPublicKey(given);
    } catch {
      throw refuse("this is not a verification key of SendGrid: copy the whole text it shows");
    }
    return given;
  }
  if (given === undefined) return createSecret(kind);
  if (kind === "telegram") throw refuse("leave it out: a new token is made and told to the bot");
  const bytes = /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(given) ? Buffer.from(given.slice(6), "base64").length : 0;
  if (bytes < 24 || bytes > 64) throw refuse("give a secret like whsec_… of 24 to 64 bytes, as the sender shows it");
  return given;
}

/** Tells the workspace's bot where to send; false when there is nothing to tell. A bot that does not take it undoes everything. */
async function register(
  { kernel, workspaceId }: OperationContext,
  row: SourceRow,
  secret: string,
  publicUrl: string | undefined,
): Promise<boolean> {
  if (row.kind !== "telegram" || publicUrl === undefined) return false;
  if (new URL(publicUrl).protocol !== "https:" && !isLoopback(publicUrl))
    throw refuseFields([{ path: "public_url", message: "Telegram calls https addresses only" }]);
  const chat = await kernel.asWorker(workspaceId, session => openChat(kernel.connectors, session, workspaceId));
  if (chat === null)
    throw refuseFields([
      { path: "public_url", message: "connect Telegram first, under Connections, or leave this out" },
    ]);
  const url = new URL(`/api/webhooks/${row.public_id}`, publicUrl).href;
  await chat.setWebhook({ url, secretToken: secret }, { signal: AbortSignal.timeout(15_000) });
  return true;
}

/** A Bot API server of one's own, on the same machine, may call plain http. */
function isLoopback(address: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** 32 characters of 62, about 190 bits. */
function createPublicId(): string {
  let text = "";
  while (text.length < 32) {
    for (const byte of randomBytes(48)) if (byte < 248 && text.length < 32) text += alphabet[byte % 62];
  }
  return text;
}

export async function requireSource(
  { session, workspaceId }: Pick<OperationContext, "session" | "workspaceId">,
  id: string,
): Promise<SourceRow> {
  const row = await findSource(session, workspaceId, id);
  if (row === undefined) throw new AppError("not-found", "there is no such webhook source in this workspace");
  return row;
}

function refuseChange(): AppError {
  return new AppError("forbidden", "changing a webhook source needs the role admin");
}

async function tell(
  { session, workspaceId, actor, changed }: OperationContext,
  row: SourceRow,
  verb: `${string}.${string}`,
  summary: string,
): Promise<void> {
  await recordActivity(session, workspaceId, actor, [{ verb, entity: "webhook", entityId: row.id, summary }]);
  changed("webhook", row.id);
}
