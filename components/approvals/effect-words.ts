/** What an effect is called on the page, and the one line by which a person recognises it in a list. */
import type { Approval } from "./approval-types.ts";

const titles: Record<string, string> = {
  "email.send": "E-mail",
  "post.publish": "Post",
  "chat-alert.send": "Chat message",
};

const plurals: Record<string, string> = {
  "email.send": "e-mails",
  "post.publish": "posts",
  "chat-alert.send": "chat messages",
};

export function nameEffect(kind: string): string {
  return titles[kind] ?? kind;
}

export function nameEffects(kind: string): string {
  return plurals[kind] ?? "proposals";
}

/** Whom it reaches, in words: an account with its platform, and "default" as what it stands for. */
export function nameRecipient({
  effect_kind,
  recipient,
  preview,
}: Pick<Approval, "effect_kind" | "recipient" | "preview">) {
  if (effect_kind === "chat-alert.send" && recipient === "default") return "the default chat";
  return typeof preview.platform === "string" ? `${recipient} on ${preview.platform}` : recipient;
}

/** The same where it stands alone, as the title of a row. */
export function titleRecipient(approval: Parameters<typeof nameRecipient>[0]): string {
  return nameRecipient(approval).replace(/^the /, "The ");
}

/** The subject of a message, the beginning of a post or chat message, or the reason where there is neither. */
export function writeHeadline(approval: Pick<Approval, "preview" | "why">): string {
  const { subject, text } = approval.preview;
  if (typeof subject === "string" && subject !== "") return subject;
  return typeof text === "string" && text !== "" ? text.slice(0, 140) : approval.why;
}

/** Characters that are not seen but change how text reads: direction marks, joiners, tags. */
const hiddenCharacters = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

export function hasHiddenCharacters(text: string): boolean {
  return hiddenCharacters.test(text);
}
