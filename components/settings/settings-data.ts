/** What the settings read and change, under which keys. */
import type { z } from "zod";
import { request } from "#components/shared/request.ts";
import type { invitationList, memberInvite } from "#lib/operations/invitation.ts";
import type { memberList } from "#lib/operations/member.ts";
import type { modelCheck, modelGet } from "#lib/operations/model.ts";
import type { spendGet } from "#lib/operations/spend.ts";
import type { workspaceGet, workspaceUpdate } from "#lib/operations/workspace.ts";

export type WorkspaceDetail = z.output<typeof workspaceGet.output>;
export type WorkspaceChange = z.input<typeof workspaceUpdate.input>;
export type MemberPage = z.output<typeof memberList.output>;
export type Member = MemberPage["data"][number];
export type InvitationPage = z.output<typeof invitationList.output>;
export type Invitation = InvitationPage["data"][number];
export type NewInvitation = z.output<typeof memberInvite.output>;
export type Spend = z.output<typeof spendGet.output>;
export type Model = z.output<typeof modelGet.output>;
export type ModelHealth = z.output<typeof modelCheck.output>;

type Context = { signal: AbortSignal };

/** The same as useWorkspace reads: what is changed here changes what every page knows of the workspace. */
export const workspaceQuery = {
  queryKey: ["workspace", { scope: "current" }],
  queryFn: ({ signal }: Context) => request<WorkspaceDetail>("/workspaces/current", { signal }),
};

export const membersQuery = {
  queryKey: ["member", { list: "all" }],
  queryFn: ({ signal }: Context) => request<MemberPage>("/members", { signal }),
};

export const invitationsQuery = {
  queryKey: ["invitation", { list: "open" }],
  queryFn: ({ signal }: Context) => request<InvitationPage>("/members/invitations", { signal }),
};

export const spendQuery = {
  queryKey: ["spend", { days: 30 }],
  queryFn: ({ signal }: Context) => request<Spend>("/spend", { query: { days: 30 }, signal }),
};

export const modelQuery = {
  queryKey: ["model", {}],
  queryFn: ({ signal }: Context) => request<Model>("/model", { signal }),
};

export function changeWorkspace(change: WorkspaceChange): Promise<WorkspaceDetail> {
  return request<WorkspaceDetail>("/workspaces/current", { method: "PATCH", body: change });
}
