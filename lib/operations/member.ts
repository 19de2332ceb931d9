/** Owns the operations on the people of a workspace. Nobody gives a role above their own, and one owner always stays. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { revokeKeysOf } from "#lib/db/api-keys.ts";
import { deleteOpenInvitations } from "#lib/db/invitations.ts";
import { deleteMember, findMember, listMembers, type MemberRow, noteSeen, updateRole } from "#lib/db/members.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { Id, MemberRoleSchema } from "./shapes/fields.ts";
import { describeMember, Member } from "./shapes/workspace.ts";

const UserId = Id.describe("The person's id, as member.list gives it");

export const memberList = defineQuery({
  name: "member.list",
  title: "List members",
  summary: "The people of the workspace and the role each of them has.",
  scope: "workspaces:read",
  role: "viewer",
  path: "/members",
  isTool: false,
  input: z.object({}),
  output: z.object({ data: z.array(Member), next_cursor: z.string().nullable() }),
  async run({ session, workspaceId }) {
    const rows = await listMembers(session, workspaceId);
    return { data: rows.map(describeMember), next_cursor: null };
  },
});

export const memberUpdate = defineCommand({
  name: "member.update",
  title: "Change a member's role",
  summary: "Gives a member another role. Only an owner makes owners or changes one, and the last owner stays owner.",
  scope: "workspaces:write",
  role: "admin",
  method: "PATCH",
  status: 200,
  path: "/members/{user_id}",
  isTool: false,
  input: z.object({ user_id: UserId, role: MemberRoleSchema.describe("What the person will be") }),
  output: Member,
  async run(context, { user_id: userId, role }) {
    const { session, workspaceId } = context;
    const member = await requireMember(context, userId);
    if (member.role === role) return describeMember(member);
    if (role === "owner" || member.role === "owner") await requireOwner(context, "make or change an owner");
    await changeRole(context, member, role);
    // Doors that the person opened as an admin do not outlast being one.
    const mayInvite = role === "admin" || role === "owner";
    if (!mayInvite && (await deleteOpenInvitations(session, workspaceId, { invitedBy: userId })) > 0) {
      context.changed("invitation", userId);
    }
    await recordActivity(session, workspaceId, context.actor, [
      {
        verb: "member.updated",
        entity: "member",
        entityId: userId,
        summary: `made ${nameOf(member)} ${role}`,
        data: { from: member.role, to: role },
      },
    ]);
    return describeMember({ ...member, role });
  },
});

export const memberRemove = defineCommand({
  name: "member.remove",
  title: "Remove a member",
  summary:
    "Ends a membership at once: the person's pages close, the keys they made are revoked and invitations they sent are taken back.",
  scope: "workspaces:write",
  role: "admin",
  method: "DELETE",
  status: 200,
  path: "/members/{user_id}",
  isTool: false,
  input: z.object({ user_id: UserId }),
  output: Member,
  async run(context, { user_id: userId }) {
    const member = await requireMember(context, userId);
    if (userId === context.caller.userId) throw new AppError("conflict", "that is you: leave the workspace instead");
    if (member.role === "owner") await requireOwner(context, "remove an owner");
    await endMembership(context, member, { verb: "member.removed", summary: `removed ${nameOf(member)}` });
    return describeMember(member);
  },
});

export const memberLeave = defineCommand({
  name: "member.leave",
  title: "Leave the workspace",
  summary: "Ends the caller's own membership. The last owner hands the workspace over first, or deletes it.",
  scope: "workspaces:write",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/members/leave",
  isTool: false,
  input: z.object({}),
  output: Member,
  async run(context) {
    refuseKey(context, "leave a workspace");
    const member = await requireMember(context, context.caller.userId);
    await endMembership(context, member, { verb: "member.left", summary: "left the workspace" });
    return describeMember(member);
  },
});

export const workspaceTransfer = defineCommand({
  name: "workspace.transfer",
  title: "Hand the workspace over",
  summary: "Makes another member the owner and the caller an admin, both at once.",
  scope: "workspaces:write",
  role: "owner",
  method: "POST",
  status: 200,
  path: "/workspaces/current/transfer",
  isTool: false,
  input: z.object({ user_id: UserId }),
  output: Member,
  async run(context, { user_id: userId }) {
    refuseKey(context, "hand a workspace over");
    const { session, workspaceId, caller, actor } = context;
    if (userId === caller.userId) throw new AppError("conflict", "you are its owner already: choose another member");
    const heir = await requireMember(context, userId);
    if (heir.role !== "owner") await changeRole(context, heir, "owner");
    await changeRole(context, await requireMember(context, caller.userId), "admin");
    await recordActivity(session, workspaceId, actor, [
      {
        verb: "workspace.transferred",
        entity: "workspace",
        entityId: workspaceId,
        summary: `made ${nameOf(heir)} the owner`,
      },
    ]);
    return describeMember({ ...heir, role: "owner" });
  },
});

export const memberSeen = defineCommand({
  name: "member.seen",
  title: "Note that a page is open",
  summary: "Keeps the moment at which the caller last had a page open; at most every five minutes.",
  scope: "workspaces:read",
  role: "viewer",
  method: "POST",
  status: 200,
  path: "/members/seen",
  isTool: false,
  input: z.object({}),
  output: z.object({ user_id: z.string() }),
  async run({ session, workspaceId, caller }) {
    await noteSeen(session, workspaceId);
    return { user_id: caller.userId };
  },
});

async function requireMember({ session, workspaceId }: OperationContext, userId: string): Promise<MemberRow> {
  const member = await findMember(session, workspaceId, userId);
  if (member === undefined) throw new AppError("not-found", "there is no such member: they may have left");
  return member;
}

async function requireOwner(context: OperationContext, what: string): Promise<void> {
  const { role } = await requireMember(context, context.caller.userId);
  if (role !== "owner") throw new AppError("forbidden", `only an owner can ${what}; your role is ${role}`);
}

function refuseKey({ caller }: OperationContext, what: string): void {
  if (caller.apiKey !== null) throw new AppError("forbidden", `a key cannot ${what}: sign in to do that`);
}

async function changeRole(context: OperationContext, member: MemberRow, role: MemberRow["role"]): Promise<void> {
  const isChanged = await updateRole(context.session, context.workspaceId, member.user_id, role);
  if (!isChanged) throw new AppError("forbidden", "your role does not let you change this member");
  noteMembership(context, member.user_id);
}

/** The membership with what it was the ground of: keys that act as the person, and doors that the person opened. */
async function endMembership(
  context: OperationContext,
  member: MemberRow,
  entry: { verb: `${string}.${string}`; summary: string },
): Promise<void> {
  const { session, workspaceId, actor, clock, changed } = context;
  const keys = await revokeKeysOf(session, workspaceId, member.user_id, clock.now());
  // The policies let only an admin see invitations: whoever leaves as less has none, or leaves them to those who stay.
  const invitations = await deleteOpenInvitations(session, workspaceId, { invitedBy: member.user_id });
  // Told first: somebody who leaves may write nothing afterwards.
  await recordActivity(session, workspaceId, actor, [
    {
      ...entry,
      entity: "member",
      entityId: member.user_id,
      data: { role: member.role, keys_revoked: keys.length, invitations_taken_back: invitations },
    },
  ]);
  const isDeleted = await deleteMember(session, workspaceId, member.user_id);
  if (!isDeleted) throw new AppError("forbidden", "your role does not let you remove this member");
  for (const key of keys) changed("key", key);
  if (invitations > 0) changed("invitation", member.user_id);
  noteMembership(context, member.user_id);
}

/** A role decides what the pages of that person offer, and those read it with the workspace. */
function noteMembership({ changed, workspaceId }: OperationContext, userId: string): void {
  changed("member", userId);
  changed("workspace", workspaceId);
}

function nameOf(member: MemberRow): string {
  return member.email || "a member";
}
