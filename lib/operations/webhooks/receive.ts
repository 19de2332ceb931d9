/** Owns the taking of a call from outside: its address found, its proof checked, its events stored once and handled in the same transaction. */
import { createHash } from "node:crypto";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import {
  findAddress,
  findSealedSource,
  listRules,
  type NewEvent,
  noteReceived,
  noteRefused,
  storeEvents,
} from "#lib/db/webhooks.ts";
import { noteChange } from "#lib/kernel/aftermath.ts";
import type { Kernel } from "#lib/kernel/kernel.ts";
import { veilCodes } from "../chat/veil-code.ts";
import type { Hand } from "./hand.ts";
import { handleEvent, readPayload } from "./handle-event.ts";
import { identifyEvent } from "./identify-event.ts";
import { proveCall, type SourceKind } from "./proof.ts";
import { readRule } from "./rule.ts";
import { splitArray } from "./split-array.ts";

export type IncomingCall = { headers: Headers; body: string };
export type Received = { received: number; repeated: number };

/** Headers that tell something later and prove nothing: signatures and tokens are never kept. */
const keptHeaders = ["content-type", "user-agent", "webhook-id", "webhook-timestamp"] as const;
/** The most events that one call may carry. */
const maxEvents = 5_000;

/** What the secrets of a source are sealed for. */
export function sealPlace(workspaceId: string, sourceId: string): string {
  return `webhooks/${workspaceId}/${sourceId}`;
}

export type Receiver = {
  /**
   * Takes one call to an address. Throws `not-found` for an address nobody has, `forbidden` for one that is switched off,
   * `unauthenticated` for a call without proof; a repetition is counted and answered like the first.
   */
  receive(publicId: string, call: IncomingCall): Promise<Received>;
};

/** The receiver over the kernel. Addresses never change hands, so that each is looked up once. */
export function createReceiver(kernel: Kernel): Receiver {
  const addresses = new Map<string, { id: string; workspaceId: string }>();

  async function findOwner(publicId: string) {
    const known = addresses.get(publicId);
    if (known !== undefined) return known;
    const row = await kernel.database.asScheduler("find-webhook-source", session => findAddress(session, publicId));
    if (row === undefined) return null;
    if (addresses.size > 10_000) addresses.clear();
    const owner = { id: row.id, workspaceId: row.workspace_id };
    addresses.set(publicId, owner);
    return owner;
  }

  return {
    async receive(publicId, call) {
      const owner = /^whs_[A-Za-z0-9]{32}$/.test(publicId) ? await findOwner(publicId) : null;
      if (owner === null) throw refuseAddress();
      const answer = await kernel.asWorker(owner.workspaceId, async session => {
        const hand: Hand = {
          kernel,
          session,
          workspaceId: owner.workspaceId,
          actor: { kind: "system", id: "webhook", userId: null, via: "webhook" },
          clock: kernel.clock,
          changed: (entity, id) => noteChange(session, entity, id),
        };
        return takeCall(hand, owner.id, call);
      });
      // Thrown only now: that a call was refused is committed first.
      if (answer instanceof AppError) throw answer;
      return answer;
    },
  };
}

async function takeCall(hand: Hand, sourceId: string, call: IncomingCall): Promise<Received | AppError> {
  const { session, workspaceId, kernel } = hand;
  const now = kernel.clock.now();
  const source = await findSealedSource(session, workspaceId, sourceId);
  if (source === undefined) return refuseAddress();
  if (!source.is_enabled) return new AppError("forbidden", "this address is switched off");
  const kind = source.kind as SourceKind;
  const place = sealPlace(workspaceId, sourceId);
  const isPreviousValid = source.previous_until !== null && source.previous_until > now;
  const sealed = [source.sealed_secret, ...(isPreviousValid && source.sealed_previous ? [source.sealed_previous] : [])];

  let proof: { id: string | null };
  try {
    const secrets = sealed.map(text => kernel.vault.open(text, place));
    proof = proveCall(kind, secrets, { ...call, now });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unauthenticated") throw error;
    await noteRefused(session, workspaceId, sourceId, { at: now, reason: error.message });
    hand.changed("webhook", sourceId);
    return error;
  }

  const events = readEvents(kind, proof.id, call, sourceId, now);
  const fresh = await storeEvents(session, workspaceId, events);
  await noteReceived(session, workspaceId, sourceId, now);
  if (fresh.size > 0) {
    const rules = (await listRules(session, workspaceId, sourceId)).map(readRule);
    const origin = { id: sourceId, name: source.name, kind };
    for (const event of events.filter(({ id }) => fresh.has(id))) await handleEvent(hand, origin, rules, event, false);
  }
  hand.changed("webhook", sourceId);
  return { received: fresh.size, repeated: events.length - fresh.size };
}

/** The events of a call, each with the sender's own id for it, no two with one id. */
function readEvents(
  kind: SourceKind,
  provedId: string | null,
  { headers, body }: IncomingCall,
  sourceId: string,
  now: Date,
): NewEvent[] {
  const payload = readPayload(body);
  const texts = kind === "sendgrid" && Array.isArray(payload) ? splitArray(body) : [body];
  if (texts.length > maxEvents) throw new AppError("too-large", `send at most ${maxEvents} events in one call`);
  const kept = Object.fromEntries(
    keptHeaders.flatMap(name => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value.slice(0, 300)] as const];
    }),
  );
  const events = texts.map(text => {
    const { id, type } = identifyEvent(kind, text === body ? payload : readPayload(text));
    return {
      id: createId(),
      source_id: sourceId,
      dedupe_key: provedId ?? id ?? createHash("sha256").update(text).digest("hex"),
      event_type: type,
      headers: kept,
      body: kind === "telegram" ? veilCodes(text) : text,
      received_at: now.toISOString(),
    };
  });
  return [...new Map(events.map(event => [event.dedupe_key, event])).values()];
}

function refuseAddress(): AppError {
  return new AppError("not-found", "nothing listens at this address");
}
