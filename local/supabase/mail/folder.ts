/** The folder where mails wait and stay: one record and one .eml file each, readable by their owner alone, written so that a crash leaves whole files. */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";

/**
 * - `kept`: no mail server is configured; it stays here and goes nowhere.
 * - `waiting`: to be sent, perhaps after a pause.
 * - `handing-over`: its content is leaving right now.
 * - `sent`: the mail server took it.
 * - `unknown`: the connection or this process ended while its content was leaving; it is never sent again.
 * - `failed`: the mail server refused it, or it was not reached while the link was good.
 */
export type MailState = "kept" | "waiting" | "handing-over" | "sent" | "unknown" | "failed";

export type MailRecord = {
  id: string;
  kind: string;
  to: string;
  subject: string;
  state: MailState;
  createdAt: string;
  changedAt: string;
  /** Behind this moment its link is of no use. */
  usefulUntil: string;
  attempts: number;
  nextAttemptAt: string | null;
  /** Why it waits, failed or is unknown. */
  reason: string | null;
};

const ID = /^\d{8}T\d{9}Z-[0-9a-f]{12}$/;

/** Sorts by time. */
export function makeMailId(at: Date): string {
  return `${at.toISOString().replaceAll(/[-:.]/g, "")}-${randomBytes(6).toString("hex")}`;
}

export async function openMailFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Where the message itself lies; it may hold a link that signs somebody in. */
export function locateMessage(folder: string, id: string): string {
  return path.join(folder, `${id}.eml`);
}

/** The message first: a record without one cannot come about. */
export function storeMail(folder: string, record: MailRecord, message: Buffer): void {
  writeDurably(folder, `${record.id}.eml`, message);
  writeRecord(folder, record);
}

/** Synchronous: what it says must be on disk before the next byte leaves. */
export function writeRecord(folder: string, record: MailRecord): void {
  writeDurably(folder, `${record.id}.json`, Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
}

/** All records, oldest first. */
export async function listMails(folder: string): Promise<MailRecord[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const ids = names.filter(name => name.endsWith(".json")).map(name => name.slice(0, -5));
  const known = ids.filter(id => ID.test(id)).sort();
  return Promise.all(known.map(async id => JSON.parse(await readFile(path.join(folder, `${id}.json`), "utf8"))));
}

/** The words of a message as its reader would see them. */
export async function readMailText(folder: string, id: string): Promise<string> {
  const raw = await readFile(locateMessage(folder, id), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const end = raw.indexOf("\r\n\r\n");
  const isBase64 = /^content-transfer-encoding:\s*base64/im.test(raw.slice(0, end));
  const body = raw.slice(end + 4);
  return isBase64 ? Buffer.from(body, "base64").toString("utf8").replaceAll("\r\n", "\n") : decodeQuotedPrintable(body);
}

/** A mail that the server has taken need not lie here with its link. */
export async function removeMessage(folder: string, id: string): Promise<void> {
  await rm(locateMessage(folder, id), { force: true });
}

export async function removeMail(folder: string, id: string): Promise<void> {
  await rm(path.join(folder, `${id}.json`), { force: true });
  await removeMessage(folder, id);
}

/** Messages without a record, and half-written files: what a crash left before a mail was accepted. */
export async function removeRemains(folder: string): Promise<void> {
  const names = new Set(await readdir(folder));
  for (const name of names) {
    const isHalf = name.endsWith(".partial");
    const isLone = name.endsWith(".eml") && !names.has(`${name.slice(0, -4)}.json`);
    if (isHalf || isLone) await rm(path.join(folder, name), { force: true });
  }
}

/** Every character of an encoded body is one byte. */
function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8").replaceAll("\r\n", "\n");
}

function writeDurably(folder: string, name: string, content: Buffer): void {
  const target = path.join(folder, name);
  const partial = `${target}.partial`;
  const file = openSync(partial, "w", 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, target);
  const parent = openSync(folder, "r");
  try {
    fsyncSync(parent);
  } finally {
    closeSync(parent);
  }
}
