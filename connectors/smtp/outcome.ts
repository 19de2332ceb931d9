/** Owns the judgement of a failed conversation: definitely not sent, to be tried later, or unknowable. When in doubt, unknowable. */
import type { EffectOutcome } from "#lib/kernel/connector.ts";
import { adviseOnBounds } from "../http-judgement.ts";
import type { SmtpFailure } from "./conversation.ts";
import type { SmtpSettings } from "./settings.ts";

const DEFAULT_WAIT_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * What a failure means (RFC 5321 4.2.1 and 6.1): a server is responsible only after its 2yz to the final dot. A 4yz or 5yz is its
 * word that it is not; silence after content was handed over says nothing.
 */
export function judgeFailure(failure: SmtpFailure, settings: SmtpSettings, now: Date): EffectOutcome {
  const { responseCode } = failure;
  const evidence = {
    code: failure.code,
    systemCode: failure.systemCode,
    command: failure.command,
    responseCode,
    server: nameServer(settings),
    hasBegunData: failure.hasBegunData,
  };
  if (responseCode !== null && responseCode >= 400 && responseCode < 500) {
    return {
      outcome: "rate-limited",
      until: new Date(now.getTime() + readWaitMs(failure.message)),
      reason: quoteServer(failure),
    };
  }
  const isDefinite = (responseCode !== null && responseCode >= 500 && responseCode < 600) || !failure.hasBegunData;
  if (!isDefinite) {
    return {
      outcome: "ambiguous",
      reason: `The connection to the mail server ended after the message was handed over and before it answered (${failure.message}).`,
      evidence,
    };
  }
  return { outcome: "refused", ...explainFailure(failure, settings), evidence };
}

/** What happened and what to do, in the words of a person who knows their business and not the protocol. */
export function explainFailure(failure: SmtpFailure, settings: SmtpSettings): { reason: string; fix: string } {
  const server = nameServer(settings);
  if (failure.code === "ABORTED") {
    return { reason: "It was stopped before anything was sent.", fix: "Nothing was sent. Try again." };
  }
  if (failure.code === "EAUTH") {
    return {
      reason:
        failure.responseCode === null ? `Signing in at ${server} failed (${failure.message}).` : quoteServer(failure),
      fix: "Check the user name and password in SMTP_URL; many providers want an app password.",
    };
  }
  if (failure.code === "ENOAUTH") {
    return {
      reason: `The mail server ${server} does not offer signing in.`,
      fix: "Check the server and port in SMTP_URL, or remove the user name and password from it.",
    };
  }
  if (failure.code === "EMESSAGE" && failure.responseCode === null) {
    return {
      reason: `The message is larger than ${server} accepts.`,
      fix: "Shorten the message and approve it again.",
    };
  }
  if (failure.responseCode !== null) return { reason: quoteServer(failure), fix: adviseOnReply(failure, settings) };
  return explainConnection(failure, server);
}

function adviseOnReply(failure: SmtpFailure, settings: SmtpSettings): string {
  if (failure.command === "RCPT TO")
    return "Check the recipient's address: the mail server does not accept mail for it.";
  if (failure.command === "MAIL FROM") {
    return `Use a sender in SMTP_FROM that this mail server may send for; ${settings.from.address} is not allowed, or it wants a sign-in.`;
  }
  if (failure.command === "DATA")
    return "The mail server turned this message down. Read its answer, change the message and approve it again.";
  return "Read the mail server's answer, or ask whoever runs it.";
}

function explainConnection(failure: SmtpFailure, server: string): { reason: string; fix: string } {
  const unsent = "Nothing was sent.";
  if (failure.systemCode === "PRIVATE_ADDRESS") {
    return {
      reason: `${server} leads into a private network, which this installation does not call.`,
      fix: `${unsent} ${adviseOnBounds("SMTP_URL", "a public mail server")}`,
    };
  }
  if (failure.code === "EDNS") {
    return {
      reason: `No server is known by the name in ${server}.`,
      fix: `${unsent} Check the server's name in SMTP_URL.`,
    };
  }
  if (failure.systemCode === "ECONNREFUSED") {
    return {
      reason: `The mail server ${server} is not accepting connections.`,
      fix: `${unsent} Make sure the mail server runs and that the port in SMTP_URL is right, then try again.`,
    };
  }
  if (failure.code === "ETIMEDOUT") {
    return {
      reason: `The mail server ${server} did not answer in time.`,
      fix: `${unsent} Check the server and port in SMTP_URL, and that a firewall does not block it, then try again.`,
    };
  }
  if (isEncryptionFailure(failure)) {
    return {
      reason: `No secure connection to ${server} came about (${failure.message}).`,
      fix: `${unsent} Use smtps:// with port 465 or smtp:// with port 587 in SMTP_URL, and a server with a valid certificate.`,
    };
  }
  return {
    reason: `The connection to ${server} failed before anything was sent (${failure.message}).`,
    fix: `${unsent} Check the mail server and SMTP_URL, then try again.`,
  };
}

function isEncryptionFailure(failure: SmtpFailure): boolean {
  return failure.code === "ETLS" || /CERT|SSL|TLS|SELF_SIGNED|ALTNAME/.test(failure.systemCode ?? "");
}

/** The server's address for people, without credentials. */
export function nameServer(settings: SmtpSettings): string {
  return `${settings.host}:${settings.port}`;
}

function quoteServer(failure: SmtpFailure): string {
  return `The mail server answered: ${failure.message.slice(0, 300)}`;
}

/** The wait a server names ("try again in 10 minutes", "greylisted for 300 seconds"), else five minutes; a day at most. */
function readWaitMs(text: string): number {
  const named = /\b(\d{1,6})\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)\b/i.exec(text);
  if (named === null) return DEFAULT_WAIT_MS;
  const unit = named[2]?.[0]?.toLowerCase();
  const unitMs = unit === "s" ? 1_000 : unit === "m" ? 60_000 : 3_600_000;
  return Math.min(Math.max(Number(named[1]) * unitMs, 1_000), LONGEST_WAIT_MS);
}
