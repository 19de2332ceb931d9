/** Owns the port through which a person is asked in a chat. Showing and hearing only: what an answer means is decided elsewhere. */
import type { CallOptions } from "./readings.ts";

/** A button below a message: `data` comes back when it is pressed, `url` opens a page. */
export type ChatButton = { label: string; data: string } | { label: string; url: string };

export type ChatMessage = {
  chatId: string;
  /** Plain text: nothing in it is markup. At most `maxTextLength` UTF-16 units. */
  text: string;
  /** Rows of buttons; none unless given. */
  buttons?: readonly (readonly ChatButton[])[];
};

/**
 * A vendor's bot. Every call throws an AppError: `limit-reached` with `retryAfterMs`, `forbidden` when the bot may not (blocked,
 * credentials refused), `invalid` when the vendor refuses the request, `unavailable` or `timeout` when nobody answers.
 */
export type ChatBot = {
  maxTextLength: number;
  maxDataBytes: number;
  send(message: ChatMessage, options: CallOptions): Promise<{ messageId: string }>;
  /** Replaces text and buttons of a message. The same text again is no error. */
  edit(message: ChatMessage & { messageId: string }, options: CallOptions): Promise<void>;
  /** Ends the waiting sign of a pressed button, with a short note. */
  answerPress(press: { pressId: string; text: string }, options: CallOptions): Promise<void>;
  /** Has what people do in the chat sent to an address of ours, proved by a token. */
  setWebhook(webhook: { url: string; secretToken: string }, options: CallOptions): Promise<void>;
  /** The address of one of our pages, for a button; null where nobody has said under which address we are opened. */
  linkTo(path: string): string | null;
  /** How people find the bot: the address of a chat with it. */
  readAddress(options: CallOptions): Promise<string>;
};
