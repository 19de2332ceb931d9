/** The Supabase client of one request, with the session in cookies; never shared between requests. */
import { createServerClient } from "@supabase/ssr";
import type { SupabaseClient } from "@supabase/supabase-js";
import { cookies, headers } from "next/headers";
import { readSupabaseConfig } from "./config.ts";
import { isSecureRequest, makeCookieOptions } from "./cookie-options.ts";

export async function createSessionClient(): Promise<SupabaseClient> {
  const { url, publishableKey } = readSupabaseConfig();
  const [jar, requestHeaders] = await Promise.all([cookies(), headers()]);
  return createServerClient(url, publishableKey, {
    cookieOptions: makeCookieOptions(isSecureRequest(requestHeaders)),
    cookies: {
      getAll: () => jar.getAll(),
      setAll: entries => {
        try {
          for (const { name, value, options } of entries) jar.set(name, value, options);
        } catch (error) {
          // While a page renders cookies are read-only; proxy.ts has refreshed the session before that.
          if (!isReadOnlyCookiesError(error)) throw error;
        }
      },
    },
  });
}

function isReadOnlyCookiesError(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Cookies can only be modified");
}
