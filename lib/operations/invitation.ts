/** Owns how a further person comes in: invited by address, let in by a token that is told once. */
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { hashSecret } from "#lib/core/digest.ts";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { createId } from "#lib/core/ids.ts";
import {
  deleteOpenInvitations,
  findOpenInvitation,
  insertInvitation,
  listOpenInvitations,
  renewInvitation,
} from "#lib/db/invitations.ts";
import { findMemberByEmail } from "#lib/db/members.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { noteChange } from "#lib/kernel/aftermath.ts";
import { defineCommand, defineQuery } from "./define.ts";
import { mailInvitation } from "./invitation-mail.ts";
import { Id } from "./shapes/fields.ts";
import { describeInvitation, Invitation } from "./shapes/workspace.ts";

const dayMs = 24 * 3_600_000;
const validForDays = 7;

const InvitationId = z.object({ id: Id.describe("The invitation's id") });
const LinkOrigin = z
  .url({
    protocol: /^https?$/,
    error: "give the address at which Quarterdeck is opened, like https://deck.example.com",
  })
  .max(300)
  .optional()
  .describe("Where Quarterdeck is opened: when given, the link is also sent by the connected e-mail account");

const NewInvitation = Invitation.extend({
  token: z.string().describe("Told only now: the address /join?token=… lets the person in"),
  mail: z
    .enum(["sent", "none", "failed", "unknown"])
    .describe(
      "Whether the link was sent by mail too: none when no e-mail account is connected or no link_origin was given",
    ),
  mail_message: z.string().nullable().describe("Through which account, or why not"),
}).meta({ id: "NewInvitation" });

function makeToken(now: Date) {
  const token = randomBytes(32).toString("base64url");
  return { token, token_hash: hashSecret(token), expires_at: new Date(now.getTime() + validForDays * dayMs) };
}

export const invitationList = defineQuery({
  name: "invitation.list",
  title: "List invitations",
  summary: "The invitations that nobody has accepted yet, newest first, with those that have expired.",
  scope: "workspaces:read",
  role: "admin",
  path: "/members/invitations",
  isTool: false,
  input: z.object({}),
  output: z.object({ data: z.array(Invitation), next_cursor: z.string().nullable() }),
  async run({ session, workspaceId, clock }) {
    const rows = await listOpenInvitations(session, workspaceId);
    return { data: rows.map(row => describeInvitation(row, clock.now())), next_cursor: null };
  },
});

export const memberInvite = defineCommand({
  name: "member.invite",
  title: "Invite a person",
  summary:
    "Makes an invitation for one address, in place of an earlier one for it. Its token is told once: pass on the address /join?token=….",
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
      .max(254, "shorten the address to 254 characters")
      .describe("Whose invitation it is: only this person can use it"),
    role: z.enum(["viewer", "member", "admin"]).default("member").describe("What the person will be"),
    link_origin: LinkOrigin,
  }),
  output: NewInvitation,
  async run({ session, workspaceId, actor, caller, clock, changed }, { email, role }) {
    const member = await findMemberByEmail(session, workspaceId, email);
    if (member !== undefined) {
      throw refuseFields([{ path: "email", message: `${member.email} is a member already, as ${member.role}` }]);
    }
    await deleteOpenInvitations(session, workspaceId, { email });
    const id = createId();
    const { token, ...values } = makeToken(clock.now());
    await insertInvitation(session, {
      id,
      workspace_id: workspaceId,
      email,
      role,
      invited_by: caller.userId,
      ...values,
    });
    await recordActivity(session, workspaceId, actor, [
      { verb: "member.invited", entity: "invitation", entityId: id, summary: `invited ${email} as ${role}` },
    ]);
    changed("invitation", id);
    const row = await findOpenInvitation(session, workspaceId, id);
    if (row === undefined) throw new AppError("conflict", "the invitation was accepted or taken back a moment ago");
    return { ...describeInvitation(row, clock.now()), token, mail: "none" as const, mail_message: null };
  },
  follow: mailInvitation,
});

export const invitationResend = defineCommand({
  name: "invitation.resend",
  title: "Make a new link for an invitation",
  summary:
    "Gives an open invitation a new token and seven more days. The link that was told before opens nothing more.",
  scope: "workspaces:write",
  role: "admin",
  method: "POST",
  status: 200,
  path: "/members/invitations/{id}/resend",
  tellsSecret: true,
  isTool: false,
  input: InvitationId.extend({ link_origin: LinkOrigin }),
  output: NewInvitation,
  async run({ session, workspaceId, actor, clock, changed }, { id }) {
    const { token, ...values } = makeToken(clock.now());
    const isRenewed = await renewInvitation(session, workspaceId, id, values);
    const row = isRenewed ? await findOpenInvitation(session, workspaceId, id) : undefined;
    if (row === undefined) throw new AppError("not-found", "this invitation was accepted or taken back: look again");
    await recordActivity(session, workspaceId, actor, [
      { verb: "invitation.renewed", entity: "invitation", entityId: id, summary: `made a new link for ${row.email}` },
    ]);
    changed("invitation", id);
    return { ...describeInvitation(row, clock.now()), token, mail: "none" as const, mail_message: null };
  },
  follow: mailInvitation,
});

export const invitationRevoke = defineCommand({
  name: "invitation.revoke",
  title: "Take an invitation back",
  summary: "Its link opens nothing more. Whoever has joined by it already stays.",
  scope: "workspaces:write",
  role: "admin",
  method: "DELETE",
  status: 200,
  path: "/members/invitations/{id}",
  isTool: false,
  input: InvitationId,
  output: Invitation,
  async run({ session, workspaceId, actor, clock, changed }, { id }) {
    const row = await findOpenInvitation(session, workspaceId, id);
    if (row === undefined || (await deleteOpenInvitations(session, workspaceId, { id })) === 0) {
      throw new AppError("not-found", "this invitation was accepted or taken back: look again");
    }
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "invitation.revoked",
        entity: "invitation",
        entityId: id,
        summary: `took back the invitation of ${row.email}`,
      },
    ]);
    changed("invitation", id);
    return describeInvitation(row, clock.now());
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
    // The caller comes from elsewhere: those who wait for them sit in the workspace they join.
    noteChange(session, "member", caller.userId, workspaceId);
    noteChange(session, "invitation", caller.userId, workspaceId);
    return { workspace_id: workspaceId };
  },
});
