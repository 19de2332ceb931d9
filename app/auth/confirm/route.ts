/** Where the links of sign-in mails lead: turns their code, or the hash of their token, into a session, and goes on; never to another site. */
import type { EmailOtpType } from "@supabase/supabase-js";
import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { createSessionClient } from "#app/session/client.ts";
import { readNextPath } from "#app/session/next-path.ts";

const linkTypes: readonly string[] = ["signup", "invite", "magiclink", "recovery", "email_change", "email"];

export async function GET(request: NextRequest): Promise<Response> {
  const query = request.nextUrl.searchParams;
  const supabase = await createSessionClient();
  const [code, hash, type] = [query.get("code"), query.get("token_hash"), query.get("type") ?? ""];
  let isIn = false;
  if (code !== null) isIn = (await supabase.auth.exchangeCodeForSession(code)).error === null;
  else if (hash !== null && linkTypes.includes(type)) {
    isIn = (await supabase.auth.verifyOtp({ token_hash: hash, type: type as EmailOtpType })).error === null;
  }
  redirect(isIn ? readNextPath(query.get("next")) : "/sign-in?problem=link");
}
