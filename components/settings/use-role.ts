"use client";
import { useWorkspace } from "#components/approvals/use-people.ts";
/** What the reader may do in the settings, and the sentence that says why not. */
import type { MemberRole } from "./roles.ts";

export type OwnRole = {
  /** Undefined until it is known: then nothing is offered yet, and nothing is refused either. */
  role: MemberRole | undefined;
  isAdmin: boolean;
  isOwner: boolean;
  /** Why the settings of the workspace cannot be changed; null when they can, or when that is not known yet. */
  whyNot: string | null;
};

export function useRole(): OwnRole {
  const role = useWorkspace()?.role;
  const isOwner = role === "owner";
  const isAdmin = isOwner || role === "admin";
  const whyNot = role === undefined || isAdmin ? null : `Admins and owners can change this. Your role here is ${role}.`;
  return { role, isAdmin, isOwner, whyNot };
}
