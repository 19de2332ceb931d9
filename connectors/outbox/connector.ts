/** Owns the connector for when nothing is connected: it accepts and keeps, and says so. Nothing ever leaves through it. */
import { type Connector, type ConnectorFactory, defineConnector } from "#lib/kernel/connector.ts";
import { type Capability, effectKinds } from "#lib/kernel/effects.ts";
import { checkEffect } from "../payload.ts";

const NAME = "outbox";
const TITLE = "Outbox";
const CALL_TIMEOUT_MS = 1_000;
const NOTES: Partial<Record<Capability, string>> = {
  email: "Kept in the outbox: no e-mail connection is set up, so nothing was sent.",
};
const OTHER_NOTE = "Kept in the outbox: no connection is set up for this, so nothing was sent.";

const capabilities: readonly Capability[] = [...new Set(Object.values(effectKinds).map(kind => kind.capability))];

/** The delivery's own row in the effect ledger is what is kept; this connector stores nothing beside it. */
export function createOutboxConnector(): Connector {
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: NAME,
    label: "the outbox: nothing is sent",
    isLocal: true,
    timeoutMs: CALL_TIMEOUT_MS,
    isIdempotent: true,
    async execute(effect, { idempotencyKey, signal }) {
      if (signal.aborted) {
        return { outcome: "refused", reason: "It was stopped before it was kept.", fix: "Try again." };
      }
      const refusal = checkEffect(effect, capabilities);
      if (refusal !== null) return refusal;
      const note = NOTES[effectKinds[effect.kind].capability] ?? OTHER_NOTE;
      return { outcome: "accepted", vendorId: outboxReference(idempotencyKey), evidence: { kept: true, note } };
    },
    // Whoever asks holds the ledger row of this key, and that row is the kept message: it is always there.
    async lookup(idempotencyKey) {
      return { outcome: "found", vendorId: outboxReference(idempotencyKey) };
    },
    async check() {
      return {
        isHealthy: true,
        message: "Approved messages are kept here and not sent, because no connection is set up.",
      };
    },
  });
}

export const outboxFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Keeps what would be sent while nothing is connected, for you to see.",
  capabilities,
  variables: [],
  create: () => createOutboxConnector(),
};

function outboxReference(idempotencyKey: string): string {
  return `${NAME}:${idempotencyKey}`;
}
