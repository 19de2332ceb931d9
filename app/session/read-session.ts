/** Who is asking: verified with the auth service's keys or by asking it, once per request; null when nobody is. */
import { cache } from "react";
import { createSessionClient } from "./client.ts";

export type Session = { userId: string; email: string };

export const readSession = cache(async (): Promise<Session | null> => {
  const supabase = await createSessionClient();
  const { data, error } = await supabase.auth.getClaims();
  if (error || !data) return null;
  return { userId: data.claims.sub, email: data.claims.email ?? "" };
});

/** The verified access token, for those who pass the person on to Supabase's own services; null when signed out. */
export async function readAccessToken(): Promise<{ accessToken: string; expiresAtMs: number } | null> {
  const supabase = await createSessionClient();
  // Asking for the verified claims first refreshes an expired session and refuses a forged one.
  const verified = await supabase.auth.getClaims();
  if (verified.error || !verified.data) return null;
  const { data } = await supabase.auth.getSession();
  if (!data.session) return null;
  return { accessToken: data.session.access_token, expiresAtMs: verified.data.claims.exp * 1000 };
}
