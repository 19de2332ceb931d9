/** How session cookies are set: out of reach of scripts, and not sent with requests that other sites make. */
import type { CookieOptionsWithName } from "@supabase/ssr";

/** The name is fixed because Supabase's default derives from its address, which differs inside and outside a container. */
export function makeCookieOptions(isSecure: boolean): CookieOptionsWithName {
  return { name: "quarterdeck-session", httpOnly: true, sameSite: "lax", secure: isSecure, path: "/" };
}

/** True when the person reached us over TLS, also behind a proxy that ends it. */
export function isSecureRequest(headers: Headers): boolean {
  return headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}
