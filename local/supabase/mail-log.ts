/** Writes the mails of sign-in flows to a private file, since the embedded stack sends none. */
import { appendFile } from "node:fs/promises";
import type { EmailDriver, EmailMessage } from "@supabase/lite";

export class MailLog implements EmailDriver {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async send(message: EmailMessage): Promise<void> {
    const line = JSON.stringify({ at: new Date().toISOString(), ...message });
    await appendFile(this.#file, `${line}\n`, { mode: 0o600 });
  }
}
