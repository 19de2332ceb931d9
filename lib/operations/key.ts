/** Owns the operations on API keys: the secret is told once and kept as a hash. A key can never make a wider key. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { hashSecret } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import { findApiKey, insertApiKey, listApiKeys, revokeApiKey } from "#lib/db/api-keys.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { defineCommand, defineQuery, scopes } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { ApiKey, describeApiKey } from "./shapes/api-key.ts";
import { Id } from "./shapes/fields.ts";

const NewApiKey = ApiKey.extend({
  secret: z.string().describe("The key itself, told only now: keep it where secrets are kept"),
}).meta({ id: "NewApiKey" });

export const keyCreate = defineCommand({
  name: "key.create",
  title: "Create an API key",
  summary: "Makes a key that acts as the caller, in this workspace and within its scopes. Its secret is told once.",
  scope: "keys:write",
  role: "member",
  method: "POST",
  status: 201,
  path: "/keys",
  tellsSecret: true,
  isTool: false,
  input: z.object({
    name: z
      .string()
      .trim()
      .min(1, "give the key a name")
      .max(80, "shorten the name to 80 characters")
      .describe("What it is for"),
    scopes: z.array(z.enum(scopes)).min(1, "choose at least one scope").max(scopes.length).describe("What it may do"),
    expires_at: z.iso
      .datetime({ offset: true, error: "give a moment like 2027-01-01T00:00:00Z" })
      .optional()
      .describe("When it ends by itself; never unless given"),
  }),
  output: NewApiKey,
  async run({ session, workspaceId, actor, caller, clock, changed }, input) {
    const wider =
      caller.apiKey === null ? undefined : input.scopes.find(scope => !caller.apiKey?.scopes.includes(scope));
    if (wider !== undefined)
      throw new AppError("forbidden", `a key cannot make a wider key: this one lacks the scope ${wider}`);
    const expiresAt = input.expires_at === undefined ? null : new Date(input.expires_at);
    if (expiresAt !== null && expiresAt <= clock.now()) {
      throw refuseFields([{ path: "expires_at", message: "choose a moment in the future" }]);
    }
    const prefix = `qd_${randomBytes(4).toString("hex")}`;
    const secret = `${prefix}_${randomBytes(32).toString("base64url")}`;
    const row = await insertApiKey(session, {
      id: createId(),
      workspace_id: workspaceId,
      name: input.name,
      prefix,
      key_hash: hashSecret(secret),
      scopes: [...new Set(input.scopes)],
      created_by: caller.userId,
      expires_at: expiresAt,
    });
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "key.created",
        entity: "key",
        entityId: row.id,
        summary: `made the API key "${row.name}"`,
        data: { scopes: row.scopes },
      },
    ]);
    changed("key", row.id);
    return { ...describeApiKey(row), secret };
  },
});

export const keyList = defineQuery({
  name: "key.list",
  title: "List API keys",
  summary: "The caller's keys, and for an admin everyone's: what each may do, when it was last used, when it ends.",
  scope: "keys:read",
  role: "viewer",
  path: "/keys",
  isTool: false,
  input: PageInput,
  output: pageOf(ApiKey),
  async run({ session, workspaceId }, { limit, cursor }) {
    const rows = await listApiKeys(session, workspaceId, { limit: limit + 1, beforeId: decodeIdCursor(cursor) });
    return toPage(rows, limit, row => [row.id], describeApiKey);
  },
});

export const keyRevoke = defineCommand({
  name: "key.revoke",
  title: "Revoke an API key",
  summary: "Ends a key at once and for good.",
  scope: "keys:write",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/keys/{id}/revoke",
  isTool: false,
  input: z.object({ id: Id.describe("The key's id") }),
  output: ApiKey,
  async run({ session, workspaceId, actor, clock, changed }, { id }) {
    const before = await findApiKey(session, workspaceId, id);
    if (before === undefined) throw new AppError("not-found", "there is no such key, or it is not yours to see");
    if (before.revoked_at !== null) return describeApiKey(before);
    const revokedAt = clock.now();
    const isRevoked = await revokeApiKey(session, workspaceId, id, revokedAt);
    if (!isRevoked) throw new AppError("forbidden", "only its maker or an admin may revoke a key");
    await recordActivity(session, workspaceId, actor, [
      { verb: "key.revoked", entity: "key", entityId: id, summary: `revoked the API key "${before.name}"` },
    ]);
    changed("key", id);
    return describeApiKey({ ...before, revoked_at: revokedAt });
  },
});
