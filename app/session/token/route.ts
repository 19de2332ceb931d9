/** Gives the signed-in page its short-lived access token for the live channel; the refresh token stays in the cookie. */
import { after } from "next/server";
import { memberSeen } from "#lib/operations/member.ts";
import { performAction } from "../perform.ts";
import { readAccessToken } from "../read-session.ts";

export async function GET(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "no-store", Vary: "Cookie" };
  // Browsers say where a request comes from; only our own pages may read a token.
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return new Response(null, { status: 403, headers });
  const token = await readAccessToken();
  if (!token) return new Response(null, { status: 401, headers });
  // A page that asks for this is open: that is what "last seen" means. Whoever has no workspace is seen nowhere.
  after(() => performAction(memberSeen, {}));
  return Response.json(token, { headers });
}
