/** Owns an e-mail as its reader sees it, out of what was approved and who sends: each connector sends exactly this. */
import type { Effect, Leaving } from "#lib/kernel/connector.ts";
import { EmailPayload } from "#lib/kernel/effects.ts";

export type Letter = Extract<Leaving, { format: "email" }>;
export type Sender = { name: string; address: string };

export function writeLetter(effect: Effect, from: Sender, additions: readonly string[] = []): Letter {
  const { subject, text, replyTo } = EmailPayload.parse(effect.payload);
  return {
    format: "email",
    from: from.name === "" ? from.address : `${from.name} <${from.address}>`,
    to: effect.recipient,
    reply_to: replyTo ?? null,
    subject,
    text,
    additions: [...additions],
  };
}
