/** Owns the last look at an effect before a vendor is called: what does not fit its declaration never leaves. */
import { listFieldErrors } from "#lib/core/fields.ts";
import type { Effect, Refusal } from "#lib/kernel/connector.ts";
import { type Capability, findEffect } from "#lib/kernel/effects.ts";

/** Why this effect cannot be made by a connector with these capabilities, or null when it can. */
export function checkEffect(effect: Effect, capabilities: readonly Capability[]): Refusal | null {
  const definition = findEffect(effect.kind);
  if (definition === undefined || !capabilities.includes(definition.capability)) {
    return {
      outcome: "refused",
      reason: `This connection cannot carry out "${effect.kind}".`,
      fix: "Set up a connection for this kind of action.",
    };
  }
  const recipient = definition.recipient.safeParse(effect.recipient);
  if (!recipient.success) {
    const problem = recipient.error.issues[0]?.message ?? "it is not valid";
    return {
      outcome: "refused",
      reason: `The recipient is not valid: ${problem}.`,
      fix: `Correct the recipient: ${problem}.`,
    };
  }
  const payload = definition.payload.safeParse(effect.payload);
  if (payload.success) return null;
  const problems = listFieldErrors(payload.error).map(field => `${field.path || "content"}: ${field.message}`);
  return {
    outcome: "refused",
    reason: `The content is not valid: ${problems.join("; ")}.`,
    fix: `Correct this and approve it again: ${problems.join("; ")}.`,
  };
}

/** What a connection that is only read answers to any effect. */
export function refuseToAct(effect: Effect, capabilities: readonly Capability[], title: string): Refusal {
  return (
    checkEffect(effect, capabilities) ?? {
      outcome: "refused",
      reason: `${title} is only read.`,
      fix: "Set up a connection for this kind of action.",
    }
  );
}
