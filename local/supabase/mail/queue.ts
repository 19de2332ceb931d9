/** Takes the mails of sign-in flows: on disk before it answers, sent in the background with pauses, never twice; kept when there is no mail server. */
import { readFile } from "node:fs/promises";
import MailComposer from "nodemailer/lib/mail-composer";
import {
  listMails,
  locateMessage,
  type MailRecord,
  makeMailId,
  openMailFolder,
  removeMail,
  removeMessage,
  removeRemains,
  storeMail,
  writeRecord,
} from "./folder.ts";
import { deliver, type SmtpSettings } from "./smtp.ts";

export type Mail = { kind: string; to: string; subject: string; text: string; usefulForMs: number };

export type MailQueueOptions = {
  folder: string;
  smtp: SmtpSettings | null;
  firstPauseMs?: number;
};

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const PARALLEL = 4;
const SHUTDOWN_MS = 1_500;
/** Records are kept so long, and no more than so many. */
const RETENTION_MS = 30 * 24 * 3_600_000;
const MAX_RECORDS = 2_000;
const LOCAL_SENDER = { name: "Quarterdeck", address: "no-reply@quarterdeck.localhost" };

export class MailQueue {
  readonly #options: MailQueueOptions;
  readonly #waiting = new Map<string, MailRecord>();
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(options: MailQueueOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier process left: what waited goes on, what was leaving is unknown. */
  static async open(options: MailQueueOptions): Promise<MailQueue> {
    const queue = new MailQueue(options);
    await openMailFolder(options.folder);
    await removeRemains(options.folder);
    const records = await listMails(options.folder);
    const tooOld = Date.now() - RETENTION_MS;
    for (const [index, record] of records.entries()) {
      const isSurplus = index < records.length - MAX_RECORDS || Date.parse(record.createdAt) < tooOld;
      if (isSurplus && record.state !== "waiting") await removeMail(options.folder, record.id);
      else if (record.state === "handing-over") {
        queue.#note(record, { state: "unknown", reason: "the process ended while the mail server was taking it" });
      } else if (record.state === "waiting") queue.#waiting.set(record.id, record);
    }
    queue.#schedule();
    return queue;
  }

  /** Resolves when the mail is on disk. */
  async accept(mail: Mail): Promise<void> {
    const { folder, smtp } = this.#options;
    const now = new Date();
    const id = makeMailId(now);
    const sender = smtp?.from ?? LOCAL_SENDER;
    const message = await new MailComposer({
      from: sender,
      to: { name: "", address: mail.to },
      subject: mail.subject.replaceAll(/\p{Cc}+/gu, " "),
      text: mail.text,
      // By which a receiving server can drop a second copy.
      messageId: `<${id}@${sender.address.slice(sender.address.lastIndexOf("@") + 1)}>`,
      date: now,
      headers: { "Auto-Submitted": "auto-generated" },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
      .compile()
      .build();
    const record: MailRecord = {
      id,
      kind: mail.kind,
      to: mail.to,
      subject: mail.subject,
      state: smtp ? "waiting" : "kept",
      createdAt: now.toISOString(),
      changedAt: now.toISOString(),
      usefulUntil: new Date(now.getTime() + mail.usefulForMs).toISOString(),
      attempts: 0,
      nextAttemptAt: smtp ? now.toISOString() : null,
      reason: null,
    };
    storeMail(folder, record, message);
    if (smtp) {
      this.#waiting.set(id, record);
      this.#schedule();
    }
  }

  /** Lets what is leaving end within a moment; the rest waits on disk for the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const patience = new Promise(resolve => setTimeout(resolve, SHUTDOWN_MS).unref());
    await Promise.race([Promise.all(this.#running.values()), patience]);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { smtp } = this.#options;
    if (this.#isClosed || smtp === null) return;
    const idle = [...this.#waiting.values()].filter(record => !this.#running.has(record.id));
    const due = idle.sort((a, b) => readDue(a) - readDue(b));
    for (const record of due) {
      if (this.#running.size >= PARALLEL) return;
      const inMs = readDue(record) - Date.now();
      if (inMs > 0) {
        this.#timer = setTimeout(() => this.#schedule(), inMs);
        return;
      }
      const attempt = this.#attempt(smtp, record).finally(() => {
        this.#running.delete(record.id);
        this.#schedule();
      });
      this.#running.set(record.id, attempt);
    }
  }

  async #attempt(smtp: SmtpSettings, record: MailRecord): Promise<void> {
    try {
      if (Date.parse(record.usefulUntil) <= Date.now()) {
        this.#end(record, { state: "failed", reason: record.reason ?? "its link had expired before it could be sent" });
        return;
      }
      const message = await readFile(locateMessage(this.#options.folder, record.id));
      const attempts = record.attempts + 1;
      const outcome = await deliver(smtp, { to: record.to, message }, () =>
        this.#note(record, { state: "handing-over", attempts, nextAttemptAt: null }),
      );
      if (outcome.outcome === "sent") {
        this.#end(record, { state: "sent", attempts, reason: null, nextAttemptAt: null });
        await removeMessage(this.#options.folder, record.id);
      }
      if (outcome.outcome === "retry") this.#pause(record, attempts, outcome.reason);
      else if (outcome.outcome !== "sent")
        this.#end(record, {
          state: outcome.outcome === "refused" ? "failed" : "unknown",
          attempts,
          reason: outcome.reason,
        });
    } catch (error) {
      // The disk, most likely: the record on it decides at the next start; here it is tried again.
      console.error(`mail ${record.id} could not be handled:`, error);
      record.nextAttemptAt = new Date(Date.now() + LONGEST_PAUSE_MS).toISOString();
      if (record.state !== "waiting") this.#waiting.delete(record.id);
    }
  }

  #pause(record: MailRecord, attempts: number, reason: string): void {
    const pauseMs = Math.min((this.#options.firstPauseMs ?? FIRST_PAUSE_MS) * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
    if (attempts === 1) console.error(`mail ${record.id} is not sent yet: ${reason}`);
    this.#note(record, {
      state: "waiting",
      attempts,
      reason,
      nextAttemptAt: new Date(Date.now() + pauseMs).toISOString(),
    });
  }

  #end(record: MailRecord, change: Partial<MailRecord>): void {
    this.#waiting.delete(record.id);
    this.#note(record, change);
    if (record.state !== "sent") console.error(`mail ${record.id} is ${record.state}: ${record.reason}`);
  }

  #note(record: MailRecord, change: Partial<MailRecord>): void {
    Object.assign(record, change, { changedAt: new Date().toISOString() });
    writeRecord(this.#options.folder, record);
  }
}

function readDue(record: MailRecord): number {
  return record.nextAttemptAt === null ? 0 : Date.parse(record.nextAttemptAt);
}
