/** Owns what an event leads to: what the product notes by itself, then every rule that wants it. One rule's failure stops no other. */
import { sql } from "kysely";
import { type AppError, toAppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { JsonValue } from "#lib/core/json.ts";
import { type EventRow, noteHandled } from "#lib/db/webhooks.ts";
import { stageEvents } from "#lib/kernel/aftermath.ts";
import { dispatchTasks } from "#lib/kernel/dispatch.ts";
import { refuseUnstorable } from "../refuse-unstorable.ts";
import { noteContact, readContact } from "./contact-intake.ts";
import type { Hand } from "./hand.ts";
import { noteMailEvent } from "./mail-events.ts";
import type { SourceKind } from "./proof.ts";
import { buildParams, findMismatch, type Rule } from "./rule.ts";

/** What one rule, or the product itself, made of an event. */
export type Outcome = {
  rule_id: string | null;
  rule_name: string | null;
  note: string | null;
  contact_id: string | null;
  is_new_contact: boolean;
  task: string | null;
  task_id: string | null;
  error: string | null;
};

export type Verdict = "acted" | "noted" | "no-rule" | "failed";
export type Origin = { id: string; name: string; kind: SourceKind };
export type Handled = { verdict: Verdict; outcomes: Outcome[] };
export type StoredEvent = Pick<EventRow, "id" | "dedupe_key" | "event_type" | "body">;

const nothing = {
  rule_id: null,
  rule_name: null,
  note: null,
  contact_id: null,
  is_new_contact: false,
  task: null,
  task_id: null,
  error: null,
} satisfies Outcome;

/** Handles one stored event in the caller's transaction and writes down what came of it. */
export async function handleEvent(
  hand: Hand,
  origin: Origin,
  rules: readonly Rule[],
  event: StoredEvent,
  isReplay: boolean,
): Promise<Handled> {
  const payload = readPayload(event.body);
  const outcomes: Outcome[] = [];
  const note = await attempt(hand, () => noteByItself(hand, origin, event, payload));
  if (note.error !== null) outcomes.push({ ...nothing, error: note.error });
  else if (note.value !== null) outcomes.push({ ...nothing, note: note.value });
  for (const rule of rules) {
    if (findMismatch(rule, { type: event.event_type, payload }) !== null) continue;
    outcomes.push(await carryOut(hand, origin, rule, payload));
  }
  const verdict = judge(outcomes);
  await noteHandled(hand.session, hand.workspaceId, {
    id: event.id,
    verdict,
    outcomes: JSON.stringify(outcomes),
    at: hand.clock.now(),
    isReplay,
  });
  hand.changed("webhook-event", event.id);
  return { verdict, outcomes };
}

/** A body as JSON, or null when it is something else: then only rules without conditions can want it. */
export function readPayload(body: string): JsonValue {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return null;
  }
}

function judge(outcomes: readonly Outcome[]): Verdict {
  if (outcomes.some(outcome => outcome.error !== null)) return "failed";
  if (outcomes.some(outcome => outcome.rule_id !== null)) return "acted";
  return outcomes.length > 0 ? "noted" : "no-rule";
}

/** What the product does with an event whose kind it knows, whatever the rules say. */
async function noteByItself(
  hand: Hand,
  origin: Origin,
  event: StoredEvent,
  payload: JsonValue,
): Promise<string | null> {
  if (origin.kind === "sendgrid") return noteMailEvent(hand, payload, event.dedupe_key);
  if (origin.kind !== "telegram") return null;
  // What is said or pressed in a chat is looked at after the commit: the vendor's calls must not hold this transaction.
  await stageEvents(hand.session, hand.workspaceId, [
    {
      id: createId(),
      name: "chat/update-received",
      data: { workspaceId: hand.workspaceId, eventId: event.id },
    },
  ]);
  return "passed on to the chat";
}

async function carryOut(hand: Hand, origin: Origin, rule: Rule, payload: JsonValue): Promise<Outcome> {
  const outcome: Outcome = { ...nothing, rule_id: rule.id, rule_name: rule.name, task: rule.task };
  const { contactFields, task } = rule;
  if (contactFields !== null) {
    const noted = await attempt(hand, async () => {
      refuseUnstorable(payload);
      return noteContact(hand, rule, readContact(contactFields, payload), origin.name);
    });
    if (noted.error !== null) return { ...outcome, error: noted.error };
    outcome.contact_id = noted.value.id;
    outcome.is_new_contact = noted.value.isNew;
  }
  if (task === null) return outcome;
  const dispatched = await attempt(hand, async () => {
    const params = buildParams(rule, payload, outcome.contact_id);
    refuseUnstorable(params);
    // Whoever has it handled, the words are from outside: the trigger says so to everything that follows.
    const scope = { workspaceId: hand.workspaceId, actor: { ...hand.actor, via: "webhook" as const } };
    const [queued] = await dispatchTasks(hand.kernel, hand.session, scope, [{ task, params }]);
    return queued?.id ?? null;
  });
  return dispatched.error === null
    ? { ...outcome, task_id: dispatched.value }
    : { ...outcome, error: dispatched.error };
}

type Attempt<T> = { value: T; error: null } | { value: null; error: string };

/** Work whose failure undoes itself alone. A database that is away ends the whole transaction, so that the sender tries again. */
async function attempt<T>(hand: Hand, work: () => Promise<T>): Promise<Attempt<T>> {
  await sql.raw("savepoint one_step").execute(hand.session);
  try {
    const value = await work();
    await sql.raw("release savepoint one_step").execute(hand.session);
    return { value, error: null };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === "unavailable") throw thrown;
    await sql.raw("rollback to savepoint one_step").execute(hand.session);
    if (error.code === "internal")
      hand.kernel.log.error({ error: thrown }, "an event from outside could not be handled");
    return { value: null, error: describe(error) };
  }
}

function describe(error: AppError): string {
  const fields = error.details.errors?.map(({ path, message }) => `${path}: ${message}`) ?? [];
  return fields.length > 0 ? fields.slice(0, 5).join("; ") : error.message;
}
