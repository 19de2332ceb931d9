/** Owns the operations on workspaces. A change that could decide an effect differently raises the policy's version. */
import { Info } from "luxon";
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { insertAgents } from "#lib/db/agents.ts";
import {
  createWorkspace,
  deleteWorkspace,
  findLastSweptDay,
  findWorkspace,
  listWorkspacesOf,
  lockWorkspace,
  updateWorkspace,
} from "#lib/db/workspaces.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { effectKindNames } from "#lib/kernel/effects.ts";
import { rebindPending } from "#lib/kernel/rebind.ts";
import { findNextSweep } from "#lib/kernel/sweep-moment.ts";
import { defineCommand, defineQuery, type OperationContext } from "./define.ts";
import { fillSample } from "./sample/fill-sample.ts";
import { writePast } from "./sample/write-past.ts";
import { toMoment } from "./shapes/fields.ts";
import { describeWorkspace, Workspace, WorkspaceDetail } from "./shapes/workspace.ts";

const WorkspaceName = z
  .string()
  .trim()
  .min(1, "give the workspace a name")
  .max(120, "shorten the name to 120 characters");
const HourOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "give a time of day like 05:00");

/** A name of the IANA time zone database: Europe/Berlin. */
export const TimeZone = z
  .string()
  .max(60)
  .refine(zone => Info.isValidIANAZone(zone), "give a time zone like Europe/Berlin");

export const workspaceList = defineQuery({
  name: "workspace.list",
  title: "List workspaces",
  summary: "The workspaces the caller belongs to, with the caller's role in each.",
  scope: "workspaces:read",
  role: "viewer",
  path: "/workspaces",
  needsNoWorkspace: true,
  input: z.object({}),
  output: z.object({ data: z.array(Workspace), next_cursor: z.string().nullable() }),
  async run({ session, caller }) {
    const rows = await listWorkspacesOf(session, caller.userId);
    return { data: rows.map(describeWorkspace), next_cursor: null };
  },
});

export const workspaceCreate = defineCommand({
  name: "workspace.create",
  title: "Create a workspace",
  summary: "Creates an empty workspace with the caller as its owner and every agent at its default autonomy.",
  scope: "workspaces:write",
  role: "viewer",
  method: "POST",
  status: 201,
  path: "/workspaces",
  needsNoWorkspace: true,
  isTool: false,
  input: z.object({ name: WorkspaceName.describe("What people call it: the company's or the team's name") }),
  output: Workspace,
  run: (context, { name }) => openWorkspace(context, { name, isSample: false }),
});

export const workspaceCreateSample = defineCommand({
  name: "workspace.create-sample",
  title: "Create a sample workspace",
  summary: "Creates a workspace filled with made-up people and posts, labelled as sample data, to try everything on.",
  scope: "workspaces:write",
  role: "viewer",
  method: "POST",
  status: 201,
  path: "/workspaces/sample",
  needsNoWorkspace: true,
  isTool: false,
  input: z.object({}),
  output: Workspace,
  async run(context) {
    const workspace = await openWorkspace(context, { name: "Sample workspace", isSample: true });
    await fillSample(context.session, workspace.id, context.clock.now());
    return workspace;
  },
  async follow({ kernel, caller }, _input, workspace) {
    await writePast(kernel, workspace.id, caller.userId);
    return workspace;
  },
});

async function openWorkspace(
  context: OperationContext,
  values: { name: string; isSample: boolean },
): Promise<Workspace> {
  const { session, caller, kernel, actor } = context;
  if (caller.apiKey !== null) {
    throw new AppError("forbidden", "a key belongs to one workspace and cannot create another: sign in to do that");
  }
  const id = await createWorkspace(session, { ...values, email: caller.email });
  await insertAgents(
    session,
    kernel.registry.list().map(agent => ({
      workspace_id: id,
      domain: agent.domain,
      autonomy: agent.autonomy,
      settings: JSON.stringify(agent.settings.parse({})),
    })),
  );
  await recordActivity(session, id, actor, [
    { verb: "workspace.created", entity: "workspace", entityId: id, summary: `created the workspace "${values.name}"` },
  ]);
  return readWorkspace({ ...context, workspaceId: id });
}

async function readWorkspace(
  context: Pick<OperationContext, "session" | "workspaceId" | "caller">,
): Promise<Workspace> {
  const row = await findWorkspace(context.session, context.workspaceId, context.caller.userId);
  if (row === undefined) throw new AppError("not-found", "there is no such workspace, or you are not a member of it");
  return describeWorkspace(row);
}

export const workspaceGet = defineQuery({
  name: "workspace.get",
  title: "Show the workspace",
  summary: "The workspace of this call with its limits, budget and schedule.",
  scope: "workspaces:read",
  role: "viewer",
  path: "/workspaces/current",
  input: z.object({}),
  output: WorkspaceDetail,
  run: context => readDetail(context),
});

async function readDetail(context: OperationContext): Promise<WorkspaceDetail> {
  const workspace = await readWorkspace(context);
  return { ...workspace, next_sweep_at: await readNextSweep(context, workspace) };
}

/** When the daily sweep begins next; null when it does not run by itself. */
export async function readNextSweep(
  { session, workspaceId, clock }: OperationContext,
  workspace: Pick<Workspace, "sweep_enabled" | "time_zone" | "sweep_at" | "created_at">,
): Promise<string | null> {
  if (!workspace.sweep_enabled) return null;
  const next = findNextSweep(clock.now(), {
    timeZone: workspace.time_zone,
    sweepAt: workspace.sweep_at,
    createdAt: new Date(workspace.created_at),
    lastDay: await findLastSweptDay(session, workspaceId),
  });
  return toMoment(next);
}

const Change = z.object({
  name: WorkspaceName.optional().describe("What people call it"),
  time_zone: TimeZone.optional().describe("Where its day begins and ends, like Europe/Berlin"),
  undo_window_seconds: z
    .number()
    .int()
    .min(0)
    .max(3600)
    .optional()
    .describe("How long an approved effect is held and can be recalled, 0 to 3,600 seconds"),
  approval_ttl_hours: z
    .number()
    .int()
    .min(1)
    .max(720)
    .optional()
    .describe("How long a proposal waits before it expires, 1 to 720 hours"),
  autopilot_effects: z
    .array(z.enum(effectKindNames))
    .max(50)
    .optional()
    .describe("Irreversible effects that may run without a person, by name"),
  daily_effect_cap: z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe("The most effects a day that may leave without a person approving each"),
  daily_budget_micros: z
    .number()
    .int()
    .min(0)
    .max(1_000_000_000_000)
    .optional()
    .describe("The most that models may cost on one UTC day, in millionths of a US dollar"),
  quiet_from: HourOfDay.nullable()
    .optional()
    .describe("From this hour in each person's own zone nobody is written to; null with quiet_until for none"),
  quiet_until: HourOfDay.nullable().optional().describe("Until this hour; null with quiet_from for none"),
  touches_per_week: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .optional()
    .describe("The most times all agents together may write to one person in seven days"),
  sweep_enabled: z.boolean().optional().describe("Whether the daily sweep runs by itself"),
  sweep_at: HourOfDay.optional().describe("When the daily sweep starts, in the workspace's time zone"),
});

const policyFields = [
  "autopilot_effects",
  "daily_effect_cap",
  "quiet_from",
  "quiet_until",
  "touches_per_week",
] as const;

export const workspaceUpdate = defineCommand({
  name: "workspace.update",
  title: "Change the workspace",
  summary:
    "Changes name, schedule, limits or budget. A change of what may leave without a person raises the policy's version.",
  scope: "workspaces:write",
  role: "admin",
  method: "PATCH",
  status: 200,
  path: "/workspaces/current",
  isTool: false,
  input: Change,
  output: WorkspaceDetail,
  async run(context, change) {
    const before = await readWorkspace(context);
    const after = { ...before, ...dropUndefined(change) };
    if ((after.quiet_from === null) !== (after.quiet_until === null)) {
      throw refuseFields([{ path: "quiet_until", message: "give both ends of the quiet hours, or null for both" }]);
    }
    const changed = (Object.keys(change) as (keyof typeof change)[]).filter(
      field => change[field] !== undefined && JSON.stringify(before[field]) !== JSON.stringify(change[field]),
    );
    if (changed.length === 0) return readDetail(context);
    const values = Object.fromEntries(changed.map(field => [field, change[field]]));
    const raisesPolicy = changed.some(field => (policyFields as readonly string[]).includes(field));
    const isUpdated = await updateWorkspace(context.session, context.workspaceId, values, { raisesPolicy });
    if (!isUpdated) throw new AppError("forbidden", "changing the workspace needs the role admin");
    if (raisesPolicy) await rebindPending(context.kernel, context.session, context.workspaceId);
    await recordActivity(context.session, context.workspaceId, context.actor, [
      {
        verb: "workspace.updated",
        entity: "workspace",
        entityId: context.workspaceId,
        summary: `changed ${changed.map(field => field.replaceAll("_", " ")).join(", ")}`,
        data: Object.fromEntries(changed.map(field => [field, { from: before[field], to: after[field] }])) as never,
      },
    ]);
    context.changed("workspace", context.workspaceId);
    return readDetail(context);
  },
});

export const workspaceDelete = defineCommand({
  name: "workspace.delete",
  title: "Delete the workspace",
  summary:
    "Deletes the workspace with everything in it, for good. Refused while something is being sent; what was approved and has not left yet never leaves.",
  scope: "workspaces:write",
  role: "owner",
  method: "POST",
  status: 200,
  path: "/workspaces/current/delete",
  isTool: false,
  input: z.object({ name: z.string().max(200).describe("The workspace's name, letter by letter, to be sure") }),
  output: Workspace,
  async run(context, { name }) {
    const { session, workspaceId, caller, kernel } = context;
    if (caller.apiKey !== null) throw new AppError("forbidden", "a key cannot delete a workspace: sign in to do that");
    const workspace = await readWorkspace(context);
    if (name !== workspace.name) {
      throw refuseFields([{ path: "name", message: `write the workspace's name exactly: ${workspace.name}` }]);
    }
    const locked = await lockWorkspace(session, workspaceId);
    if (locked !== undefined && locked.sending > 0) {
      throw new AppError(
        "conflict",
        "something is being sent at this moment, and what became of it must be kept: try again in a minute",
      );
    }
    if (locked === undefined || !(await deleteWorkspace(session, workspaceId))) {
      throw new AppError("forbidden", "only an owner may delete the workspace");
    }
    // Its own log goes with it, so that this is the only trace.
    kernel.log.info({ workspaceId, userId: caller.userId }, "a workspace was deleted");
    context.changed("workspace", workspaceId);
    return workspace;
  },
});

function dropUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
