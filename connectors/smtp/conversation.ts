/** Owns one conversation with a mail server, from connecting to goodbye, and knows at its end whether any content had left. */
import { connect, Socket } from "node:net";
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { AddressGuard } from "../public-address.ts";
import type { SmtpSettings } from "./settings.ts";

export type SmtpTimeouts = { connectMs: number; greetingMs: number; socketMs: number };

export type SmtpMail = { recipient: string; bytes: Buffer };

/** What went wrong, without credentials. */
export type SmtpFailure = {
  /** The library's code, such as ETIMEDOUT; ABORTED when the caller stopped it. */
  code: string;
  /** The operating system's or TLS's own code beneath it. */
  systemCode: string | null;
  command: string | null;
  responseCode: number | null;
  message: string;
  /** True from the moment content was handed to the socket: before that, nothing can have been delivered. */
  hasBegunData: boolean;
};

export type SmtpEnd =
  | { end: "done"; response: string; serverMessageId: string | null }
  | { end: "failed"; failure: SmtpFailure };

type FailureParts = { code: string; message: string; originalCode?: string };

/** Talks to the server: delivers the mail, or without one only signs in. Settles once, within the timeouts; never throws. */
export function converse(
  settings: SmtpSettings,
  options: { mail: SmtpMail | null; guard: AddressGuard | null; timeouts: SmtpTimeouts; signal: AbortSignal },
): Promise<SmtpEnd> {
  const { mail, guard, timeouts, signal } = options;
  const socket = guard === null ? undefined : openSocket(settings, guard);
  const { promise, resolve } = Promise.withResolvers<SmtpEnd>();
  let hasBegunData = false;
  const connection = new SMTPConnection({
    host: settings.host,
    port: settings.port,
    connection: socket,
    secure: settings.isSecure,
    // A password only travels encrypted, even when someone in between hides the server's offer of encryption.
    requireTLS: settings.credentials !== null && !settings.isSecure && !settings.isLoopback,
    // A server on this machine has no name that an authority would certify, and nothing crosses a network.
    tls: { rejectUnauthorized: !settings.isLoopback, minVersion: "TLSv1.2" },
    allowInternalNetworkInterfaces: settings.isLoopback,
    connectionTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.socketMs,
    socketCloseTimeout: 1_000,
    logger: false,
  });

  const finish = (end: SmtpEnd) => {
    signal.removeEventListener("abort", onAbort);
    connection.close();
    socket?.destroy();
    resolve(end);
  };
  const fail = (error: Error | FailureParts) =>
    finish({ end: "failed", failure: describeFailure(error, settings, hasBegunData) });
  const onAbort = () => fail({ code: "ABORTED", message: "stopped before the server answered" });

  const deliver = () => {
    if (mail === null) return finish({ end: "done", response: "", serverMessageId: null });
    const content = new Readable({
      read() {
        hasBegunData = true;
        this.push(mail.bytes);
        this.push(null);
      },
    });
    const envelope = { from: settings.from.address, to: [mail.recipient], size: mail.bytes.length };
    connection.send(envelope, content, (error, info) => {
      if (error || !info) return fail(error ?? { code: "EPROTOCOL", message: "the server gave no answer" });
      finish({ end: "done", response: redact(info.response, settings), serverMessageId: info.serverMessageId ?? null });
    });
  };

  if (signal.aborted) {
    onAbort();
    return promise;
  }
  signal.addEventListener("abort", onAbort, { once: true });
  // The library reports late socket errors here too: whatever comes after the first settlement is ignored by the promise.
  connection.on("error", fail);
  const signIn = () =>
    connection.connect(error => {
      if (error) return fail(error);
      if (settings.credentials === null) return deliver();
      if (!connection.allowsAuth) return fail({ code: "ENOAUTH", message: "the server does not offer sign-in" });
      connection.login({ credentials: { ...settings.credentials } }, loginError =>
        loginError ? fail(loginError) : deliver(),
      );
    });
  if (socket === undefined) signIn();
  else whenConnected(socket, timeouts.connectMs, signIn, fail);
  return promise;
}

/** A connection that the guard has let through, by the very address it checked; one to a forbidden address fails at once. */
function openSocket({ host, port }: SmtpSettings, guard: AddressGuard): Socket {
  if (guard.mayConnectTo(host)) return connect({ host, port, lookup: guard.lookup });
  return new Socket().destroy(Object.assign(new Error("a private address"), { code: "PRIVATE_ADDRESS" }));
}

function whenConnected(
  socket: Socket,
  timeoutMs: number,
  proceed: () => void,
  fail: (failure: FailureParts) => void,
): void {
  const timer = setTimeout(() => fail({ code: "ETIMEDOUT", message: "no connection in time" }), timeoutMs);
  socket.once("connect", proceed);
  socket.once("close", () => clearTimeout(timer));
  socket.once("connect", () => clearTimeout(timer));
  socket.on("error", ({ message, code }: NodeJS.ErrnoException) =>
    fail({ code: code === "ENOTFOUND" ? "EDNS" : "ESOCKET", originalCode: code, message }),
  );
}

function describeFailure(error: Error | FailureParts, settings: SmtpSettings, hasBegunData: boolean): SmtpFailure {
  const details = error as Error & {
    code?: string;
    originalCode?: string;
    command?: string;
    responseCode?: number;
  };
  return {
    code: details.code ?? "UNKNOWN",
    systemCode: details.originalCode ?? null,
    command: details.command ?? null,
    responseCode: details.responseCode ?? null,
    message: redact(details.message, settings),
    hasBegunData,
  };
}

/** A server may echo what it was told: the password leaves in no form. */
function redact(text: string, { credentials }: SmtpSettings): string {
  if (credentials === null) return text.slice(0, 500);
  const { user, pass } = credentials;
  const forms = [pass, encodeURIComponent(pass), toBase64(pass), toBase64(`\u0000${user}\u0000${pass}`)];
  return forms.reduce((redacted, form) => redacted.replaceAll(form, "[hidden]"), text).slice(0, 500);
}

function toBase64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
