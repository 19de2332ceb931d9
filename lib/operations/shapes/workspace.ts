/** Owns how a workspace and its members look in answers. */
import { z } from "zod";
import type { InvitationRow } from "#lib/db/invitations.ts";
import type { MemberRow } from "#lib/db/members.ts";
import type { MemberRole } from "#lib/db/types.gen.ts";
import type { WorkspaceRow } from "#lib/db/workspaces.ts";
import { MemberRoleSchema, Moment, toMoment, toMomentOrNull } from "./fields.ts";

export const Workspace = z
  .object({
    id: z.string(),
    name: z.string(),
    is_sample: z.boolean().describe("True when its people and posts come from the product's own generator"),
    role: MemberRoleSchema.describe("The caller's role in it"),
    time_zone: z.string(),
    undo_window_seconds: z.number().int(),
    approval_ttl_hours: z.number().int(),
    policy_version: z.number().int(),
    autopilot_effects: z.array(z.string()),
    daily_effect_cap: z.number().int(),
    daily_budget_micros: z.number().int(),
    quiet_from: z.string().nullable(),
    quiet_until: z.string().nullable(),
    touches_per_week: z.number().int(),
    sweep_enabled: z.boolean(),
    sweep_at: z.string(),
    created_at: Moment,
  })
  .meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

export const WorkspaceDetail = Workspace.extend({
  next_sweep_at: Moment.nullable().describe("When the daily sweep begins next; null when it does not run by itself"),
}).meta({ id: "WorkspaceDetail" });
export type WorkspaceDetail = z.infer<typeof WorkspaceDetail>;

export function describeWorkspace(row: WorkspaceRow & { role: MemberRole }): Workspace {
  return {
    id: row.id,
    name: row.name,
    is_sample: row.is_sample,
    role: row.role,
    time_zone: row.time_zone,
    undo_window_seconds: row.undo_window_seconds,
    approval_ttl_hours: row.approval_ttl_hours,
    policy_version: row.policy_version,
    autopilot_effects: row.autopilot_effects,
    daily_effect_cap: row.daily_effect_cap,
    daily_budget_micros: row.daily_budget_micros,
    quiet_from: row.quiet_from?.slice(0, 5) ?? null,
    quiet_until: row.quiet_until?.slice(0, 5) ?? null,
    touches_per_week: row.touches_per_week,
    sweep_enabled: row.sweep_enabled,
    sweep_at: row.sweep_at.slice(0, 5),
    created_at: toMoment(row.created_at),
  };
}

export const Member = z
  .object({
    user_id: z.string(),
    email: z.string(),
    role: MemberRoleSchema,
    created_at: Moment,
    last_seen_at: Moment.nullable().describe("When a page of the workspace was last open, to a few minutes"),
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof Member>;

export function describeMember(row: MemberRow): Member {
  return {
    user_id: row.user_id,
    email: row.email,
    role: row.role,
    created_at: toMoment(row.created_at),
    last_seen_at: toMomentOrNull(row.last_seen_at),
  };
}

export const Invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role: MemberRoleSchema,
    invited_by: z.string(),
    created_at: Moment,
    expires_at: Moment,
    is_expired: z.boolean(),
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;

export function describeInvitation(row: InvitationRow, now: Date): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invited_by: row.invited_by,
    created_at: toMoment(row.created_at),
    expires_at: toMoment(row.expires_at),
    is_expired: row.expires_at <= now,
  };
}
