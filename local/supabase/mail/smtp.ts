/** Speaks to the mail server that SMTP_URL names, and knows at the end whether any content had left; credentials never get into a message. */
import { Readable } from "node:stream";
import addressparser from "nodemailer/lib/addressparser";
import SMTPConnection from "nodemailer/lib/smtp-connection";

export type SmtpSettings = {
  host: string;
  port: number;
  isSecure: boolean;
  isLoopback: boolean;
  credentials: { user: string; pass: string } | null;
  from: { name: string; address: string };
};

export type SmtpOutcome =
  | { outcome: "sent" }
  /** The server does not have it, and may take it later. */
  | { outcome: "retry"; reason: string }
  /** The server does not have it, and will not. */
  | { outcome: "refused"; reason: string }
  | { outcome: "unknown"; reason: string };

const CONNECT_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 20_000;

/** Both variables or neither. Throws naming the one to correct, never repeating a password. */
export function readSmtpSettings(url: string | undefined, from: string | undefined): SmtpSettings | null {
  if (!url && !from) return null;
  if (!url) throw new Error("SMTP_URL: set the mail server, or remove SMTP_FROM");
  if (!from) throw new Error("SMTP_FROM: set the sender, or remove SMTP_URL");
  const parsed = URL.parse(url);
  if (!parsed || !/^smtps?:$/.test(parsed.protocol) || parsed.hostname === "") {
    throw new Error("SMTP_URL: write it like smtps://user:password@mail.example.com:465");
  }
  if ((parsed.username === "") !== (parsed.password === "")) {
    throw new Error("SMTP_URL: give both a user name and a password, or neither");
  }
  const [sender, ...others] = addressparser(from, { flatten: true });
  if (!sender || others.length > 0 || !/^[^\s@]+@[^\s@]+$/.test(sender.address) || /\p{Cc}/u.test(from)) {
    throw new Error("SMTP_FROM: give one sender, like Ada Lovelace <ada@example.com>");
  }
  const isSecure = parsed.protocol === "smtps:";
  const host = parsed.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return {
    host,
    port: parsed.port === "" ? (isSecure ? 465 : 587) : Number(parsed.port),
    isSecure,
    isLoopback: host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host),
    credentials: parsed.username === "" ? null : { user: decode(parsed.username), pass: decode(parsed.password) },
    from: { name: sender.name, address: sender.address },
  };
}

/** A password may hold a bare "%": then it means itself. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * One conversation. Settles within its timeouts and never rejects.
 * @param onHandingOver runs right before the first byte of content leaves; when it throws, none does
 */
export function deliver(
  settings: SmtpSettings,
  mail: { to: string; message: Buffer },
  onHandingOver: () => void,
): Promise<SmtpOutcome> {
  const { promise, resolve } = Promise.withResolvers<SmtpOutcome>();
  let hasBegun = false;
  const connection = new SMTPConnection({
    host: settings.host,
    port: settings.port,
    secure: settings.isSecure,
    // A password travels encrypted, or not at all.
    requireTLS: settings.credentials !== null && !settings.isSecure && !settings.isLoopback,
    tls: { rejectUnauthorized: !settings.isLoopback, minVersion: "TLSv1.2" },
    allowInternalNetworkInterfaces: settings.isLoopback,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    socketCloseTimeout: 1_000,
    logger: false,
  });
  const finish = (outcome: SmtpOutcome) => {
    connection.close();
    resolve(outcome);
  };
  const fail = (error: Error) => finish(judge(error, hasBegun, settings));
  const send = () => {
    const content = new Readable({
      read() {
        try {
          onHandingOver();
        } catch (error) {
          this.destroy(error as Error);
          return;
        }
        hasBegun = true;
        this.push(mail.message);
        this.push(null);
      },
    });
    content.on("error", error => finish({ outcome: "retry", reason: `it could not be recorded: ${error.message}` }));
    const envelope = { from: settings.from.address, to: [mail.to], size: mail.message.length };
    connection.send(envelope, content, error => (error ? fail(error) : finish({ outcome: "sent" })));
  };
  connection.on("error", fail);
  connection.connect(error => {
    if (error) return fail(error);
    if (settings.credentials === null) return send();
    if (!connection.allowsAuth) return fail(new Error("the mail server does not offer sign-in"));
    connection.login({ credentials: { ...settings.credentials } }, loginError =>
      loginError ? fail(loginError) : send(),
    );
  });
  return promise;
}

/** RFC 5321: a 4yz or 5yz is the server's word that it does not have the mail; silence after content left says nothing. */
function judge(error: Error, hasBegun: boolean, settings: SmtpSettings): SmtpOutcome {
  const { responseCode, code, command } = error as Error & { responseCode?: number; code?: string; command?: string };
  const reason = redact(error.message, settings);
  if (responseCode !== undefined && responseCode >= 400 && responseCode < 500) return { outcome: "retry", reason };
  const isAboutThisMail = command === "RCPT TO" || command === "DATA" || code === "EENVELOPE" || code === "EMESSAGE";
  if (responseCode !== undefined && responseCode >= 500 && isAboutThisMail) return { outcome: "refused", reason };
  // A wrong password or certificate is the operator's to correct: the mail waits for it, as long as its link is good.
  return hasBegun && responseCode === undefined ? { outcome: "unknown", reason } : { outcome: "retry", reason };
}

/** A server may echo what it was told: the password leaves in no form. */
function redact(text: string, { credentials }: SmtpSettings): string {
  if (credentials === null) return text.slice(0, 300);
  const { user, pass } = credentials;
  const toBase64 = (value: string) => Buffer.from(value, "utf8").toString("base64");
  const forms = [pass, encodeURIComponent(pass), toBase64(pass), toBase64(`\u0000${user}\u0000${pass}`)];
  return forms.reduce((redacted, form) => redacted.replaceAll(form, "[hidden]"), text).slice(0, 300);
}
