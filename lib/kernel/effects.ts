/** Owns the kinds of effect the product can make: what each carries, how it is shown, how risky it is, who executes it. */
import { z } from "zod";

export const capabilities = [
  "email",
  "sms",
  "letter",
  "post",
  "chat-alert",
  "crm",
  "ads",
  "video-stats",
  "market-research",
  "render",
  "web-search",
] as const;
/** What an agent needs, never a vendor. */
export type Capability = (typeof capabilities)[number];

export const channels = ["email", "sms", "letter", "post", "other"] as const;
/** How a person is reached: what consent and caps are kept by. */
export type Channel = (typeof channels)[number];

export const EmailPayload = z.object({
  subject: z
    .string()
    .trim()
    .min(1, "write a subject")
    .max(200, "shorten the subject to 200 characters")
    .regex(/^\P{Cc}*$/u, "write the subject on one line, without control characters"),
  text: z.string().trim().min(1, "write a message").max(20_000, "shorten the message to 20,000 characters"),
  replyTo: z.email().optional(),
});
export type EmailPayload = z.infer<typeof EmailPayload>;

/** An effect as a person reads it before deciding: exactly what will leave. */
export type EffectPreview = { format: "email"; to: string; subject: string; text: string; replyTo?: string };

export type EffectDefinition = {
  kind: string;
  title: string;
  capability: Capability;
  /** The channel whose consent and caps apply, or null when no person is written to. */
  channel: Channel | null;
  payload: z.ZodObject;
  recipient: z.ZodType<string>;
  /** True for what no undo window covers once made (letter, ad spend, public post): autopilot needs leave by name. */
  isIrreversible: boolean;
  preview(recipient: string, payload: unknown): EffectPreview;
};

export const effectKinds = {
  "email.send": {
    kind: "email.send",
    title: "Send an e-mail",
    capability: "email",
    channel: "email",
    payload: EmailPayload,
    recipient: z.email("give a full e-mail address, like name@example.com"),
    isIrreversible: false,
    preview(recipient, payload) {
      return { format: "email", to: recipient, ...EmailPayload.parse(payload) };
    },
  },
} as const satisfies Record<string, EffectDefinition>;

export type EffectKind = keyof typeof effectKinds;
export const effectKindNames = Object.keys(effectKinds) as [EffectKind, ...EffectKind[]];

/** The definition of an effect kind read from the database, or undefined when the code no longer knows it. */
export function findEffect(kind: string): EffectDefinition | undefined {
  return (effectKinds as Record<string, EffectDefinition>)[kind];
}
