import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { resolveClaims } from "./claims.ts";

const KEYS = { jwtSecret: "a secret of the project", publishableKey: "sb_publishable_a", secretKey: "sb_secret_a" };
const NOW_MS = 1_800_000_000_000;
const CLAIMS = { sub: "someone", role: "authenticated", exp: NOW_MS / 1000 + 60 };

function sign(claims: Record<string, unknown>, options: { secret?: string; alg?: string } = {}): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const head = `${encode({ alg: options.alg ?? "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${head}.${createHmac("sha256", options.secret ?? KEYS.jwtSecret)
    .update(head)
    .digest("base64url")}`;
}

const resolve = (token: string | undefined, apiKey = KEYS.publishableKey) => resolveClaims(token, apiKey, KEYS, NOW_MS);

test("a signed token gives its claims, and an API key the role that belongs to it", () => {
  expect(resolve(sign(CLAIMS))).toEqual(CLAIMS);
  expect(resolve(undefined)).toEqual({ role: "anon" });
  expect(resolve(KEYS.publishableKey)).toEqual({ role: "anon" });
  expect(resolve(undefined, KEYS.secretKey)).toEqual({ role: "service_role" });
});

test.each([
  ["another secret", sign(CLAIMS, { secret: "another" }), "JwtSignatureError: Failed to validate JWT signature"],
  ["another algorithm", sign(CLAIMS, { alg: "none" }), "JwtSignatureError"],
  [
    "an expiry in the past",
    sign({ ...CLAIMS, exp: NOW_MS / 1000 }),
    "InvalidJWTToken: Token has expired 0 seconds ago",
  ],
  ["no expiry", sign({ ...CLAIMS, exp: undefined }), "InvalidJWTToken: Fields `role` and `exp` are required in JWT"],
  ["a role of the database", sign({ ...CLAIMS, role: "postgres" }), "names no known role"],
  [
    "no signature",
    sign(CLAIMS).split(".").slice(0, 2).join("."),
    "MalformedJWT: The token provided is not a valid JWT",
  ],
  ["a body that is no JSON", "a.b.c", "MalformedJWT: The token provided is not a valid JWT"],
])("a token with %s is refused", (_, token, reason) => {
  expect(() => resolve(token)).toThrow(reason);
});
