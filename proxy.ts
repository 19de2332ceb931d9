/** Before every page: a request id, a strict content policy with a fresh nonce, and a refreshed session cookie. Never decides who may see what. */
import { createServerClient } from "@supabase/ssr";
import { type NextRequest, NextResponse } from "next/server";
import { readSupabaseConfig } from "#app/session/config.ts";
import { isSecureRequest, makeCookieOptions } from "#app/session/cookie-options.ts";

const requestIdPattern = /^[A-Za-z0-9_-]{8,64}$/;

export async function proxy(request: NextRequest): Promise<NextResponse> {
  const headers = new Headers(request.headers);
  const offeredId = headers.get("x-request-id") ?? "";
  const requestId = requestIdPattern.test(offeredId) ? offeredId : crypto.randomUUID();
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = writeContentPolicy(nonce, isSecureRequest(request.headers));
  headers.set("x-request-id", requestId);
  headers.set("x-nonce", nonce);
  // A layout cannot see its address, but must send a signed-out person back to it afterwards.
  headers.set("x-path", request.nextUrl.pathname + request.nextUrl.search);
  headers.set("content-security-policy", policy);

  const refreshed = await refreshSession(request);
  // What renders this request must see the refreshed cookies, not those that just expired.
  if (refreshed.cookies.length > 0) headers.set("cookie", request.cookies.toString());
  const response = NextResponse.next({ request: { headers } });
  for (const { name, value, options } of refreshed.cookies) response.cookies.set(name, value, options);
  for (const [name, value] of Object.entries(refreshed.headers)) response.headers.set(name, value);
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-request-id", requestId);
  return response;
}

type SetAll = NonNullable<Parameters<typeof createServerClient>[2]["cookies"]["setAll"]>;
type Refreshed = { cookies: Parameters<SetAll>[0]; headers: Record<string, string> };

async function refreshSession(request: NextRequest): Promise<Refreshed> {
  const refreshed: Refreshed = { cookies: [], headers: {} };
  const options = makeCookieOptions(isSecureRequest(request.headers));
  // Without a session there is nothing to refresh, and a signed-out page need not wait for the auth service.
  if (!request.cookies.getAll().some(cookie => cookie.name.startsWith(options.name ?? ""))) return refreshed;
  const { url, publishableKey } = readSupabaseConfig();
  const supabase = createServerClient(url, publishableKey, {
    cookieOptions: options,
    cookies: {
      getAll: () => request.cookies.getAll(),
      setAll: (cookies, headers) => {
        for (const { name, value } of cookies) request.cookies.set(name, value);
        refreshed.cookies.push(...cookies);
        Object.assign(refreshed.headers, headers);
      },
    },
  });
  // Reads the cookie and refreshes only when it is about to expire; verifying is the work of the page itself.
  await supabase.auth.getSession();
  return refreshed;
}

function writeContentPolicy(nonce: string, isSecure: boolean): string {
  const isDevelopment = process.env.NODE_ENV === "development";
  const supabase = new URL(readSupabaseConfig().url);
  const socketOrigin = `${supabase.protocol === "https:" ? "wss:" : "ws:"}//${supabase.host}`;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // Positioned popups, charts and editors write styles; a style cannot run anything.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self' ${supabase.origin} ${socketOrigin}`,
    "worker-src 'self' blob:",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isSecure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

export const config = {
  matcher: ["/((?!api/|_next/static|_next/image|favicon.ico|icon.svg|vendor/).*)"],
};
