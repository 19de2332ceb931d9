/** Owns the operations on the people of a workspace. */
import { z } from "zod";
import { listMembers } from "#lib/db/members.ts";
import { defineQuery } from "./define.ts";
import { describeMember, Member } from "./shapes/workspace.ts";

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
