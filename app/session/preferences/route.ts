/** Keeps what a person has chosen for themselves with their account, so that it holds in every browser they use. */
import { z } from "zod";
import { createSessionClient } from "../client.ts";
import { readSession } from "../read-session.ts";

const Preferences = z.strictObject({ single_keys: z.boolean() });

export async function POST(request: Request): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return new Response(null, { status: 403 });
  if ((await readSession()) === null) return new Response(null, { status: 401 });
  const parsed = Preferences.safeParse(await request.json().catch(() => null));
  if (!parsed.success) return new Response(null, { status: 422 });
  const supabase = await createSessionClient();
  const { error } = await supabase.auth.updateUser({ data: parsed.data });
  if (error) return new Response(null, { status: error.status ?? 503 });
  // The token in hand still says what held before.
  await supabase.auth.refreshSession();
  return new Response(null, { status: 204 });
}
