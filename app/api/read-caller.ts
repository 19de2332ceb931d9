/** Owns who sends a request: an API key when one is given, the signed-in person otherwise. Membership is checked by the one door. */

import { readSession } from "#app/session/read-session.ts";
import { readChosenWorkspaceId } from "#app/session/workspace-cookie.ts";
import type { Centre } from "#centre.ts";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { isUuid } from "#lib/core/ids.ts";

import type { Caller } from "#lib/operations/define.ts";

/** The caller of a request. Throws `unauthenticated`, or `forbidden` for a key that names a workspace that is not its own. */
export async function readCaller(centre: Centre, request: Request): Promise<Caller> {
  const asked = readAskedWorkspace(request.headers);
  if (request.headers.has("authorization")) return readKeyCaller(centre, request.headers, asked);
  const session = await readSession();
  if (session === null) {
    throw new AppError("unauthenticated", "send an API key as Authorization: Bearer qd_…, or sign in");
  }
  const workspaceId = asked ?? (await chooseWorkspace(centre.database, session.userId, await readChosenWorkspaceId()));
  return { userId: session.userId, email: session.email, workspaceId, apiKey: null, via: "web" };
}

/** The caller behind an API key, and nobody else. Throws `unauthenticated` when there is none. */
export async function readKeyCaller(
  centre: Centre,
  headers: Headers,
  asked = readAskedWorkspace(headers),
): Promise<Caller> {
  const secret = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (secret === undefined) throw new AppError("unauthenticated", "send an API key as Authorization: Bearer qd_…");
  const isCommandLine = headers.get("x-quarterdeck-client")?.startsWith("cli") ?? false;
  const caller = await centre.authenticateKey(secret, isCommandLine ? "cli" : "api");
  if (asked !== null && asked !== caller.workspaceId) {
    throw new AppError(
      "forbidden",
      "this key belongs to another workspace than X-Workspace-Id names: leave the header out",
    );
  }
  return caller;
}

function readAskedWorkspace(headers: Headers): string | null {
  const asked = headers.get("x-workspace-id");
  if (asked === null) return null;
  if (isUuid(asked)) return asked.toLowerCase();
  throw refuseFields([{ path: "X-Workspace-Id", message: "must be the id of a workspace" }]);
}

/** The chosen workspace while the person is a member of it, the first by name otherwise (as the pages do), null when there is none. */
async function chooseWorkspace(
  database: Centre["database"],
  userId: string,
  chosen: string | null,
): Promise<string | null> {
  const rows = await database.asPerson({ userId }, session =>
    session
      .selectFrom("members")
      .innerJoin("workspaces", "workspaces.id", "members.workspace_id")
      .select("workspaces.id")
      .where("members.user_id", "=", userId)
      .orderBy("workspaces.name")
      .execute(),
  );
  return rows.some(row => row.id === chosen) ? chosen : (rows[0]?.id ?? null);
}
