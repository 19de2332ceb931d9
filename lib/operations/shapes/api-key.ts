/** Owns how an API key looks in answers: never its hash, and its secret only once. */
import { z } from "zod";
import type { ApiKeyRow } from "#lib/db/api-keys.ts";
import { Moment, toMoment, toMomentOrNull } from "./fields.ts";

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().describe("How the key begins, to recognise it by"),
    scopes: z.array(z.string()),
    created_by: z.string(),
    created_at: Moment,
    expires_at: Moment.nullable(),
    revoked_at: Moment.nullable(),
    last_used_at: Moment.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

export function describeApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    created_by: row.created_by,
    created_at: toMoment(row.created_at),
    expires_at: toMomentOrNull(row.expires_at),
    revoked_at: toMomentOrNull(row.revoked_at),
    last_used_at: toMomentOrNull(row.last_used_at),
  };
}
