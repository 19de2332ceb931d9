/** Owns the contact governor: whether a person may be written to now, later or not at all, and the ledger of every touch. */
import { DateTime } from "luxon";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import { noteChange } from "./aftermath.ts";
import type { Channel } from "./effects.ts";
import { settleTask } from "./settle-task.ts";

export type GovernorVerdict =
  | { verdict: "allowed" }
  | { verdict: "deferred"; until: Date; reason: string }
  | { verdict: "denied"; reason: string };

export type TouchRules = {
  timeZone: string;
  quietFrom: string | null;
  quietUntil: string | null;
  touchesPerWeek: number;
};

const weekMs = 7 * 24 * 3600 * 1000;

/**
 * Whether a person may be written to on a channel. Takes the contact's row lock, so that two agents asking at once are
 * answered one after the other. A touch already reserved for `approvalId` does not count against itself.
 */
export async function askGovernor(
  session: Session,
  question: {
    workspaceId: string;
    contactId: string;
    channel: Channel;
    approvalId?: string;
    /** The task that drafted the message. */
    taskId?: string;
    now: Date;
    rules: TouchRules;
  },
): Promise<GovernorVerdict> {
  const contact = await session
    .selectFrom("contacts")
    .select(["email_consent", "time_zone"])
    .where("workspace_id", "=", question.workspaceId)
    .where("id", "=", question.contactId)
    .forUpdate()
    .executeTakeFirst();
  if (contact === undefined) return { verdict: "denied", reason: "this person is no longer among the contacts" };
  if (question.channel === "email" && contact.email_consent === "denied") {
    return { verdict: "denied", reason: "this person asked not to be written to" };
  }
  const news = await findNewsSince(session, question.contactId, question.taskId);
  if (news !== null) return { verdict: "denied", reason: news };
  const since = new Date(question.now.getTime() - weekMs);
  let counting = session
    .selectFrom("contact_ledger")
    .select(({ fn }) => fn.countAll<number>().as("touches"))
    .where("contact_id", "=", question.contactId)
    .where("kind", "=", "outbound")
    .where("status", "in", ["reserved", "made"])
    .where("happened_at", ">", since);
  if (question.approvalId !== undefined) {
    counting = counting.where(({ or, eb }) =>
      or([eb("approval_id", "is", null), eb("approval_id", "!=", question.approvalId ?? "")]),
    );
  }
  const { touches } = await counting.executeTakeFirstOrThrow();
  if (touches >= question.rules.touchesPerWeek) {
    return { verdict: "denied", reason: `this person was written to ${touches} times in seven days, the most allowed` };
  }
  return checkQuietHours(question.now, contact.time_zone ?? question.rules.timeZone, question.rules);
}

/** What became known of a person after a task had begun to write to them, or null: its message does not answer it. */
async function findNewsSince(session: Session, contactId: string, taskId: string | undefined): Promise<string | null> {
  if (taskId === undefined) return null;
  const news = await session
    .selectFrom("contact_ledger")
    .innerJoin("tasks", join => join.on("tasks.id", "=", taskId))
    .select("contact_ledger.kind")
    .where("contact_id", "=", contactId)
    .where("contact_ledger.kind", "in", ["reply", "bounce"])
    .whereRef("contact_ledger.recorded_at", ">", "tasks.started_at")
    .limit(1)
    .executeTakeFirst();
  if (news === undefined) return null;
  return news.kind === "reply"
    ? "this person has answered since it was drafted: read the answer first"
    : "the address bounced since it was drafted";
}

/** Whether it is quiet time in a zone, and until when. Quiet hours may run past midnight. */
export function checkQuietHours(
  now: Date,
  timeZone: string,
  rules: Pick<TouchRules, "quietFrom" | "quietUntil">,
): GovernorVerdict {
  if (rules.quietFrom === null || rules.quietUntil === null || rules.quietFrom === rules.quietUntil)
    return { verdict: "allowed" };
  const zoned = DateTime.fromJSDate(now, { zone: timeZone });
  const local = zoned.isValid ? zoned : DateTime.fromJSDate(now, { zone: "UTC" });
  const clock = local.toFormat("HH:mm:ss");
  const wraps = rules.quietFrom > rules.quietUntil;
  const isQuiet = wraps
    ? clock >= rules.quietFrom || clock < rules.quietUntil
    : clock >= rules.quietFrom && clock < rules.quietUntil;
  if (!isQuiet) return { verdict: "allowed" };
  const [hour = 0, minute = 0] = rules.quietUntil.split(":").map(Number);
  const end = local.set({ hour, minute, second: 0, millisecond: 0 });
  const until = end <= local ? end.plus({ days: 1 }) : end;
  return {
    verdict: "deferred",
    until: until.toJSDate(),
    reason: `quiet hours in ${local.zoneName} until ${rules.quietUntil.slice(0, 5)}`,
  };
}

/** Reserves the touch that an approved effect will be. Reserving twice for one approval keeps the first. */
export async function reserveTouch(
  session: Session,
  touch: { workspaceId: string; contactId: string; channel: Channel; domain: string; approvalId: string },
): Promise<void> {
  await session
    .insertInto("contact_ledger")
    .values({
      id: createId(),
      workspace_id: touch.workspaceId,
      contact_id: touch.contactId,
      channel: touch.channel,
      kind: "outbound",
      status: "reserved",
      domain: touch.domain,
      approval_id: touch.approvalId,
    })
    .onConflict(conflict =>
      conflict.column("approval_id").where("approval_id", "is not", null).doUpdateSet({ status: "reserved" }),
    )
    .execute();
}

/** Says what became of a reserved touch: made, or released because nothing left. */
export async function settleTouch(session: Session, approvalId: string, status: "made" | "released"): Promise<void> {
  await session
    .updateTable("contact_ledger")
    .set({ status })
    .where("approval_id", "=", approvalId)
    .where("status", "=", "reserved")
    .execute();
}

/** Takes back what waits for people who have opted out: their pending approvals are superseded. Returns their ids. */
export async function withdrawFromOptedOut(session: Session, workspaceId: string, now: Date): Promise<string[]> {
  const withdrawn = await session
    .updateTable("approvals")
    .from("contacts")
    .set({
      status: "superseded",
      decided_by: "governor",
      decided_via: "system",
      decided_at: now,
      decision_reason: "this person asked not to be written to",
    })
    .where("approvals.workspace_id", "=", workspaceId)
    .where("approvals.status", "=", "pending")
    .whereRef("contacts.id", "=", "approvals.contact_id")
    .where("contacts.email_consent", "=", "denied")
    .returning(["approvals.id", "approvals.task_id"])
    .execute();
  for (const { id, task_id: taskId } of withdrawn) {
    noteChange(session, "approval", id);
    await settleTask(session, workspaceId, taskId, now);
  }
  return withdrawn.map(({ id }) => id);
}
