/** Owns what is said back in a chat, after everything has been decided and committed. */

export type Reply = {
  /** What the log of events says of it. */
  note: string;
  send: { chatId: string; text: string } | null;
  press: { pressId: string; text: string } | null;
  edit: { chatId: string; messageId: string; question: string; answer: string } | null;
  /** Asked anew, because what was asked about has changed since. */
  askAgain: { linkId: string; chatId: string; approvalId: string } | null;
};

export const silent: Reply = { note: "nothing was decided", send: null, press: null, edit: null, askAgain: null };
