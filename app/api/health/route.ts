/** Says whether this process lives, and whether it can do its work: the database answers. Says nothing else to strangers. */
import { getCentre } from "#centre.ts";
import { checkHealth } from "#lib/operations/surfaces/health.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** `?live` answers without asking the database, for supervisors that only restart what hangs. */
export async function GET(request: Request): Promise<Response> {
  const { database, log } = getCentre();
  return checkHealth(request, () => database.ping(), log);
}
