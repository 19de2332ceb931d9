/** Owns the reading of SMTP_URL and SMTP_FROM into what a conversation needs; refuses what could not work, by name. */
import addressparser from "nodemailer/lib/addressparser";
import { z } from "zod";
import type { FieldError } from "#lib/core/errors.ts";
import { refuseFields } from "#lib/core/fields.ts";

export type SmtpSettings = {
  host: string;
  port: number;
  /** True for smtps: encrypted from the first byte. */
  isSecure: boolean;
  /** True when the server runs on this machine, so that nothing crosses a network. */
  isLoopback: boolean;
  credentials: { user: string; pass: string } | null;
  from: { name: string; address: string };
};

/** Reads both variables. Throws an AppError that names the one to correct, never repeating a password. */
export function readSmtpSettings(source: { url: string; from: string }): SmtpSettings {
  const errors: FieldError[] = [];
  const url = URL.parse(source.url);
  const isSmtp = url !== null && (url.protocol === "smtp:" || url.protocol === "smtps:") && url.hostname !== "";
  if (!isSmtp) {
    errors.push({
      path: "SMTP_URL",
      message: "write it like smtps://user:password@mail.example.com:465, with / ? # in the password as %2F %3F %23",
    });
  } else if ((url.username === "") !== (url.password === "")) {
    errors.push({ path: "SMTP_URL", message: "give both a user name and a password, or neither" });
  }
  const senders = addressparser(source.from, { flatten: true });
  const sender = senders[0];
  const isFromValid =
    senders.length === 1 && z.email().safeParse(sender?.address).success && !/\p{Cc}/u.test(source.from);
  if (!isFromValid || sender === undefined) {
    errors.push({ path: "SMTP_FROM", message: "give one sender, like Ada Lovelace <ada@example.com>" });
  }
  if (errors.length > 0 || !isSmtp || sender === undefined) throw refuseFields(errors);
  const isSecure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return {
    host,
    port: url.port === "" ? (isSecure ? 465 : 587) : Number(url.port),
    isSecure,
    isLoopback: host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host),
    credentials: url.username === "" ? null : { user: decodePart(url.username), pass: decodePart(url.password) },
    from: { name: sender.name, address: sender.address },
  };
}

/** A password may hold a bare "%": then it means itself. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
