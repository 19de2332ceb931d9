/** Owns the small schemas that many operations share: ids, moments, JSON, and the status values the database knows. */
import { z } from "zod";

export const Id = z.uuid();
/** A moment as ISO 8601 text in UTC. */
export const Moment = z.string().meta({ format: "date-time" });
/** A yes or no, also as the text that an address carries. */
export const Flag = z.union([z.boolean(), z.enum(["true", "false"]).transform(text => text === "true")]);
export const JsonObjectSchema = z.record(z.string(), z.unknown());

export const TaskStatusSchema = z
  .enum(["queued", "planning", "running", "awaiting_approval", "completed", "failed", "cancelled"])
  .meta({ id: "TaskStatus" });
export const TaskTriggerSchema = z
  .enum(["web", "api", "cli", "mcp", "sweep", "schedule", "webhook", "message", "workflow", "chat"])
  .meta({ id: "TaskTrigger" });
export const ApprovalStatusSchema = z
  .enum(["pending", "approved", "rejected", "expired", "superseded", "done"])
  .meta({ id: "ApprovalStatus" });
export const DeliveryStatusSchema = z
  .enum(["intended", "sending", "confirmed", "failed", "unknown", "recalled"])
  .meta({ id: "DeliveryStatus" });
export const AutonomySchema = z.enum(["manual", "copilot", "autopilot"]).meta({ id: "Autonomy" });
export const AuthorKindSchema = z.enum(["template", "model", "engine", "person"]).meta({ id: "AuthorKind" });
export const MemberRoleSchema = z.enum(["viewer", "member", "admin", "owner"]).meta({ id: "MemberRole" });

/** A moment as text. */
export function toMoment(date: Date): string {
  return date.toISOString();
}

/** A moment as text, or null. */
export function toMomentOrNull(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** A stored JSON object as the type that answers carry. */
export function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
