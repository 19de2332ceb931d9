/** What the mails of sign-in flows say: plain text, one link, and the code for those who are asked for it. */

export type MailKind = "signup" | "invite" | "magiclink" | "recovery" | "email_change" | "reauthentication";

export type MailFacts = { link: string; code: string; email: string; newEmail?: string; validForMinutes: number };

const words: Record<MailKind, { subject: string; say: (facts: MailFacts) => string[] }> = {
  signup: {
    subject: "Confirm your address",
    say: ({ link, code }) => ["Open this link to confirm your address:", link, `Or enter the code ${code}.`],
  },
  invite: {
    subject: "You are invited to Quarterdeck",
    say: ({ link }) => ["You have been invited. Open this link to accept:", link],
  },
  magiclink: {
    subject: "Your sign-in link",
    say: ({ link, code }) => ["Open this link to sign in:", link, `Or enter the code ${code}.`],
  },
  recovery: {
    subject: "Reset your password",
    say: ({ link, code }) => ["Open this link to choose a new password:", link, `Or enter the code ${code}.`],
  },
  email_change: {
    subject: "Confirm the change of your address",
    say: ({ link, email, newEmail }) => [
      `Somebody asked to change the address of your account from ${email} to ${newEmail ?? "another one"}.`,
      "Open this link to confirm it. The other address gets a link of its own; the change needs both:",
      link,
    ],
  },
  reauthentication: {
    subject: "Confirm that it is you",
    say: ({ code }) => [`Your code is ${code}.`],
  },
};

export function writeMail(kind: MailKind, facts: MailFacts): { subject: string; text: string } {
  const { subject, say } = words[kind];
  const lines = [
    ...say(facts),
    `It is good for ${facts.validForMinutes} minutes and works once. If you did not ask for this, do nothing.`,
  ];
  return { subject, text: `${lines.join("\n\n")}\n` };
}
