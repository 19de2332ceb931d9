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
    .regex(/^\P{Cc}*$/u, "write the subject on one line, without control characters")
    .meta({ title: "Subject" }),
  text: z
    .string()
    .trim()
    .min(1, "write a message")
    .max(20_000, "shorten the message to 20,000 characters")
    .meta({ title: "Message" }),
  replyTo: z
    .email("give a full e-mail address, or leave it empty")
    .optional()
    .meta({ title: "Reply to", description: "Where an answer goes; the sender when empty" }),
});
export type EmailPayload = z.infer<typeof EmailPayload>;

export const PostPayload = z.object({
  platform: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, "give the platform in lower case, like x or youtube")
    .meta({ title: "Platform" }),
  text: z
    .string()
    .trim()
    .min(1, "write the post")
    .max(20_000, "shorten the post to 20,000 characters")
    .meta({ title: "Post" }),
  mediaUrls: z
    .array(z.url({ protocol: /^https?$/, error: "give a full address, like https://example.com/clip.mp4" }))
    .max(10, "a post carries at most 10 files")
    .default([])
    .meta({ title: "Files", description: "Addresses of pictures or videos that go with it" }),
  scheduledAt: z.iso
    .datetime({ offset: true, error: "give a time like 2026-01-31T12:00:00Z" })
    .optional()
    .meta({ title: "Publish at", description: "When the vendor shall publish it; at once when empty" }),
  via: z
    .string()
    .max(63)
    .optional()
    .meta({ title: "Through", description: "The connection that shall publish it; the preferred one when empty" }),
});
export type PostPayload = z.infer<typeof PostPayload>;

export const ChatAlertPayload = z.object({
  text: z
    .string()
    .trim()
    .min(1, "write a message")
    .max(4_000, "shorten the message to 4,000 characters")
    .meta({ title: "Message" }),
  path: z
    .string()
    .startsWith("/", "begin with /, like /approvals")
    .max(500)
    .optional()
    .meta({ title: "Page", description: "Where a reader finds more, inside the product" }),
});
export type ChatAlertPayload = z.infer<typeof ChatAlertPayload>;

/** An effect as a person reads it before deciding: exactly what will leave. */
export type EffectPreview =
  | { format: "email"; to: string; subject: string; text: string; replyTo?: string }
  | {
      format: "post";
      to: string;
      platform: string;
      text: string;
      mediaUrls: string[];
      scheduledAt?: string;
      via?: string;
    }
  | { format: "chat"; to: string; text: string; path?: string };

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
  /** The connection that the payload asks for by name, where it asks for one. */
  via?(payload: unknown): string | undefined;
};

export const effectKinds = {
  "email.send": {
    kind: "email.send",
    title: "Send an e-mail",
    capability: "email",
    channel: "email",
    payload: EmailPayload,
    recipient: z.email("give a full e-mail address, like name@example.com").meta({ title: "To" }),
    isIrreversible: false,
    preview(recipient, payload) {
      return { format: "email", to: recipient, ...EmailPayload.parse(payload) };
    },
  },
  "post.publish": {
    kind: "post.publish",
    title: "Publish a post",
    capability: "post",
    channel: null,
    payload: PostPayload,
    recipient: z
      .string()
      .trim()
      .min(1, "name the account that posts, like @yourbrand")
      .max(200, "shorten the account's name to 200 characters")
      .meta({ title: "Account" }),
    isIrreversible: true,
    preview(recipient, payload) {
      return { format: "post", to: recipient, ...PostPayload.parse(payload) };
    },
    via: payload => PostPayload.parse(payload).via,
  },
  "chat-alert.send": {
    kind: "chat-alert.send",
    title: "Send a chat message",
    capability: "chat-alert",
    channel: null,
    payload: ChatAlertPayload,
    recipient: z
      .string()
      .trim()
      .min(1, 'name the chat, or "default" for the connection\'s own')
      .max(200, "shorten the chat's name to 200 characters")
      .meta({ title: "Chat" }),
    isIrreversible: false,
    preview(recipient, payload) {
      return { format: "chat", to: recipient, ...ChatAlertPayload.parse(payload) };
    },
  },
} as const satisfies Record<string, EffectDefinition>;

export type EffectKind = keyof typeof effectKinds;
export const effectKindNames = Object.keys(effectKinds) as [EffectKind, ...EffectKind[]];

/** The definition of an effect kind read from the database, or undefined when the code no longer knows it. */
export function findEffect(kind: string): EffectDefinition | undefined {
  return (effectKinds as Record<string, EffectDefinition>)[kind];
}
