/** Owns one valid effect of each kind, for tests that make every kind through every connector. */
import type { Effect } from "#lib/kernel/connector.ts";
import type { EffectKind } from "#lib/kernel/effects.ts";

/** A valid effect of each kind: a new kind must bring one. */
export const sampleEffects: Record<EffectKind, Effect> = {
  "email.send": {
    kind: "email.send",
    recipient: "bob@example.org",
    payload: { subject: "Hello", text: "Good morning", replyTo: "sales@example.com" },
  },
  "post.publish": {
    kind: "post.publish",
    recipient: "@quarterdeck",
    payload: { platform: "x", text: "Good morning" },
  },
  "chat-alert.send": { kind: "chat-alert.send", recipient: "default", payload: { text: "Good morning" } },
};
