/** What the roles of a workspace are called and mean, and which of them somebody may give. */
import type { Member } from "#lib/operations/shapes/workspace.ts";

export type MemberRole = Member["role"];

export const roles: readonly { value: MemberRole; label: string; meaning: string }[] = [
  { value: "viewer", label: "Viewer", meaning: "Sees everything and changes nothing" },
  { value: "member", label: "Member", meaning: "Runs agents and decides on what they propose" },
  { value: "admin", label: "Admin", meaning: "Sets up agents, connections, limits and people" },
  { value: "owner", label: "Owner", meaning: "Everything, with handing over and deleting the workspace" },
];

export function nameRole(role: MemberRole): string {
  return roles.find(one => one.value === role)?.label ?? role;
}

/** The roles that somebody with this role may give: never one above their own. */
export function listGivenRoles(own: MemberRole | undefined): MemberRole[] {
  if (own === "owner") return ["viewer", "member", "admin", "owner"];
  return own === "admin" ? ["viewer", "member", "admin"] : [];
}

/** Whether somebody with this role may change or remove a member with that one. */
export function mayManage(own: MemberRole | undefined, other: MemberRole): boolean {
  return listGivenRoles(own).includes(other);
}
