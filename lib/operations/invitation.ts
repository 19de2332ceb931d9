/** Owns how a second person comes in: invited by address, let in by a token that is told once. */
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { hashSecret } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { defineCommand } from "./define.ts";

const dayMs = 24 * 3_600_000;
const validForDays = 7;

export const memberInvite = defineCommand({
  name: "member.invite",
  title: "Invite a person",
  summary: "Makes an invitation for one address. Its token is told once: pass on the address /join?token=… yourself.",
  scope: "workspaces:write",
  role: "admin",
  method: "POST",
  status: 201,
  path: "/members/invitations",
  tellsSecret: true,
  isTool: false,
  input: z.object({
    email: z
      .email("give a full e-mail address, like name@example.com")
      .describe("Whose invitation it is: only this person can use it"),
    role: z.enum(["viewer", "member", "admin"]).default("member").describe("What the person will be"),
  }),
  output: z.object({ id: z.string(), email: z.string(), role: z.string(), token: z.string(), expires_at: z.string() }),
  async run({ session, workspaceId, actor, caller, clock, changed }, { email, role }) {
    const id = createId();
    const token = randomBytes(32).toString("base64url");
    const expiresAt = new Date(clock.now().getTime() + validForDays * dayMs);
    await session
      .insertInto("invitations")
      .values({
        id,
        workspace_id: workspaceId,
        email,
        role,
        token_hash: hashSecret(token),
        invited_by: caller.userId,
        expires_at: expiresAt,
      })
      .execute();
    await recordActivity(session, workspaceId, actor, [
      { verb: "member.invited", entity: "invitation", entityId: id, summary: `invited ${email} as ${role}` },
    ]);
    changed("member", id);
    return { id, email, role, token, expires_at: expiresAt.toISOString() };
  },
});

export const memberJoin = defineCommand({
  name: "member.join",
  title: "Accept an invitation",
  summary: "Makes the signed-in person a member of the workspace that invited their address.",
  scope: "workspaces:write",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/members/join",
  needsNoWorkspace: true,
  isTool: false,
  input: z.object({
    token: z.string().min(20, "use the whole address of the invitation").max(100).describe("The invitation's token"),
  }),
  output: z.object({ workspace_id: z.string() }),
  async run({ session, actor, caller }, { token }) {
    if (caller.apiKey !== null) throw new AppError("forbidden", "only a signed-in person may accept an invitation");
    const { rows } = await sql<{ workspace_id: string | null }>`
      select accept_invitation(${hashSecret(token)}, ${caller.email}) as workspace_id`.execute(session);
    const workspaceId = rows[0]?.workspace_id ?? null;
    if (workspaceId === null) {
      throw new AppError(
        "not-found",
        `there is no open invitation for ${caller.email} under this address: ask for a new one`,
      );
    }
    await recordActivity(session, workspaceId, actor, [
      { verb: "member.joined", entity: "member", entityId: caller.userId, summary: "joined the workspace" },
    ]);
    return { workspace_id: workspaceId };
  },
});
