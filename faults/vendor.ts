/** Owns the vendor of the faults: a real SMTP server that takes its time to answer, and its record of every message by delivery. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type MailServer, readMails, startMailServer } from "#testing/mail-server.ts";

export type Vendor = {
  environment: Record<string, string>;
  /** How often each delivery's message has arrived, by its idempotency key. */
  countArrivals(): Map<string, { times: number; recipient: string }>;
  stop(): Promise<void>;
};

/** Starts it; `answerAfterMs` widens the moment in which a message has arrived and its sender does not know. */
export async function startVendor(answerAfterMs: () => number = () => 0): Promise<Vendor> {
  const folder = mkdtempSync(path.join(tmpdir(), "quarterdeck-vendor-"));
  const server: MailServer = await startMailServer(folder, 0, { answerAfterMs });
  return {
    environment: { SMTP_URL: server.url, SMTP_FROM: "Quarterdeck <desk@quarterdeck.example>" },
    countArrivals() {
      const arrivals = new Map<string, { times: number; recipient: string }>();
      for (const mail of readMails(folder)) {
        const key = mail.headers["x-quarterdeck-delivery"] ?? "";
        if (key === "") continue;
        arrivals.set(key, { times: (arrivals.get(key)?.times ?? 0) + 1, recipient: mail.to.join(" ") });
      }
      return arrivals;
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
