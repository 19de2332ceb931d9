/** Who is asking: verified with the auth service's keys or by asking it, once per request; null when nobody is. */
import { cache } from "react";
import { createSessionClient } from "./client.ts";
import { createVerifiedTokens } from "./verified-tokens.ts";

export type Session = {
  userId: string;
  email: string;
  /** Whether single keys act for this person; null while they have not said so. */
  hasSingleKeys: boolean | null;
};

type Verified = Session & { accessToken: string; expiresAtMs: number };

/** One page asks many times within a second, and each answer of the service costs as much as a read of the data. */
const verified = createVerifiedTokens<Verified>();

const readVerified = cache(async (): Promise<Verified | null> => {
  const supabase = await createSessionClient();
  // Reads the cookie, and refreshes a session that is about to expire. Nothing of it is believed before it is verified.
  const { data: held } = await supabase.auth.getSession();
  const accessToken = held.session?.access_token;
  if (accessToken === undefined) return null;
  return verified.read(accessToken, async () => {
    const { data, error } = await supabase.auth.getClaims(accessToken);
    if (error || !data) return null;
    const { sub, email, exp, user_metadata: chosen } = data.claims;
    const hasSingleKeys = typeof chosen?.single_keys === "boolean" ? chosen.single_keys : null;
    return { accessToken, userId: sub, email: email ?? "", hasSingleKeys, expiresAtMs: exp * 1000 };
  });
});

export const readSession = cache(async (): Promise<Session | null> => {
  const found = await readVerified();
  return found === null ? null : { userId: found.userId, email: found.email, hasSingleKeys: found.hasSingleKeys };
});

/** The verified access token, for those who pass the person on to Supabase's own services; null when signed out. */
export async function readAccessToken(): Promise<{ accessToken: string; expiresAtMs: number } | null> {
  const found = await readVerified();
  return found === null ? null : { accessToken: found.accessToken, expiresAtMs: found.expiresAtMs };
}
