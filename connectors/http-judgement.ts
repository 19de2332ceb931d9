/** Owns what the end of a call to a vendor means: for an effect, for a reading, for a test, each in a business person's words. */
import { AppError, type ErrorCode } from "#lib/core/errors.ts";
import type { JsonObject } from "#lib/core/json.ts";
import type { EffectOutcome } from "#lib/kernel/connector.ts";
import type { ClientEnd } from "./http-client.ts";
import { type HttpAnswer, parseJson } from "./http-exchange.ts";

/** A success whose body is not what the vendor's interface promises. */
export type Unreadable = { end: "unreadable"; status: number; problem: string };

/** What the sentences need to know of a vendor. */
export type VendorWords = {
  title: string;
  baseUrl: string;
  addressVariable: string;
  credentialVariables: readonly string[];
  redact(text: string): string;
};

type End = ClientEnd | Unreadable;
type Judgement = { kind: "refused" | "ambiguous"; code: ErrorCode; reason: string; fix: string; evidence: JsonObject };

/** What the end of a call without success says about the effect. A 5xx, a 408 and silence say nothing: they are ambiguous. */
export function judgeEffect(end: End, vendor: VendorWords): EffectOutcome {
  if (end.end === "limited") {
    return { outcome: "rate-limited", until: end.until, reason: `${vendor.title} takes no more for now.` };
  }
  const { kind, reason, fix, evidence } = judge(end, vendor);
  if (kind === "ambiguous") return { outcome: "ambiguous", reason, evidence };
  return { outcome: "refused", reason, fix: end.end === "unreached" ? `Nothing was sent. ${fix}` : fix, evidence };
}

/** The error of a reading that ended without success, as `lib/kernel/readings.ts` promises it. */
export function toReadError(end: End, vendor: VendorWords, now: Date): AppError {
  if (end.end === "limited") {
    const retryAfterMs = Math.max(end.until.getTime() - now.getTime(), 0);
    return new AppError("limit-reached", `${vendor.title} answers no more for now: try again later.`, {
      details: { retryAfterMs },
    });
  }
  const { code, reason, fix, evidence } = judge(end, vendor);
  return new AppError(code, `${reason} ${fix}`, { details: { facts: evidence } });
}

/** Why a connection does not work now, and what to do. */
export function describeHealth(end: End, vendor: VendorWords): string {
  if (end.end === "limited") {
    return `${vendor.title} takes no more before ${end.until.toISOString()}. Nothing needs to be corrected.`;
  }
  const { reason, fix } = judge(end, vendor);
  return `${reason} ${fix}`;
}

function judge(end: Exclude<End, { end: "limited" }>, vendor: VendorWords): Judgement {
  const { title } = vendor;
  const host = new URL(vendor.baseUrl).host;
  switch (end.end) {
    case "answered":
      return judgeAnswer(end, vendor);
    case "unreadable":
      return {
        kind: "ambiguous",
        code: "invalid",
        reason: `${title} said yes in a form it does not document (${vendor.redact(end.problem)}).`,
        fix: `Check that ${vendor.addressVariable} leads to ${title}.`,
        evidence: { status: end.status },
      };
    case "lost":
      return {
        kind: "ambiguous",
        code: isTimeout(end.code) ? "timeout" : end.code === "TOO_LARGE" ? "invalid" : "unavailable",
        reason: describeLoss(end.code, title),
        fix: `Try again later; if it stays, ask whoever runs ${title}.`,
        evidence: { code: end.code },
      };
    case "unreached":
      return {
        kind: "refused",
        code: isTimeout(end.code) ? "timeout" : isOutOfBounds(end.code) ? "forbidden" : "unavailable",
        reason: describeUnreached(end.code, title, host),
        fix: isOutOfBounds(end.code)
          ? adviseOnBounds(vendor.addressVariable)
          : `Check ${vendor.addressVariable} and the network, then try again.`,
        evidence: { code: end.code },
      };
  }
}

function judgeAnswer(answer: HttpAnswer, vendor: VendorWords): Judgement {
  const { title } = vendor;
  const { status } = answer;
  const said = vendor.redact(readProblem(answer));
  const quote = endSentence(said === "" ? `${title} answered ${status}` : `${title} answered ${status}: ${said}`);
  const evidence = { status };
  if (status === 401 || status === 403) {
    const what = vendor.credentialVariables.join(", ");
    const fix = `Check ${what} under Connections, and what ${title} lets this account do.`;
    return { kind: "refused", code: "forbidden", reason: quote, fix, evidence };
  }
  if (status >= 300 && status < 400 && status !== 303) {
    const fix = `Set ${vendor.addressVariable} to the address itself: nothing follows where it is sent on to.`;
    return { kind: "refused", code: "unavailable", reason: `${title} sent the call on elsewhere.`, fix, evidence };
  }
  if (status >= 400 && status < 500 && status !== 408) {
    const code = status === 404 ? "not-found" : "invalid";
    const fix = `Correct what ${title} names and try again.`;
    return { kind: "refused", code, reason: quote, fix, evidence };
  }
  const fix = `Try again later; if it stays, ask whoever runs ${title}.`;
  return { kind: "ambiguous", code: "unavailable", reason: quote, fix, evidence };
}

function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Refused by this installation itself, whatever the network would do. */
function isOutOfBounds(code: string): boolean {
  return code === "PRIVATE_ADDRESS" || code === "UNENCRYPTED";
}

/** What a person can do about an address that this installation does not call. */
export function adviseOnBounds(addressVariable: string, wanted = "a public address over https"): string {
  return `Set ${addressVariable} to ${wanted}; only who runs this installation can allow others (ALLOW_PRIVATE_ADDRESSES=yes).`;
}

function isTimeout(code: string): boolean {
  return code === "TIMEOUT" || code === "STOPPED" || code === "ETIMEDOUT";
}

function describeLoss(code: string, title: string): string {
  if (isTimeout(code)) return `${title} took the call and did not answer in time.`;
  if (code === "TOO_LARGE") return `${title} answered with more than is read.`;
  return `The connection to ${title} broke before it answered (${code}).`;
}

function describeUnreached(code: string, title: string, host: string): string {
  if (code === "STOPPED") return "It was stopped before anything was sent.";
  if (code === "ECONNREFUSED") return `${title} takes no connections at ${host}.`;
  if (code === "PRIVATE_ADDRESS") return `${host} leads into a private network, which this installation does not call.`;
  if (code === "UNENCRYPTED") return `Over http anybody on the way to ${host} could read what is sent.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `No server is known by the name in ${host}.`;
  if (isTimeout(code)) return `${title} did not answer at ${host} in time.`;
  return `No connection to ${title} at ${host} came about (${code}).`;
}

/** The vendor's own sentence, wherever the usual forms of a JSON problem keep it. */
function readProblem({ body }: HttpAnswer): string {
  return findSentence(parseJson(body), 3);
}

function findSentence(value: unknown, depth: number): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || depth === 0) return "";
  if (Array.isArray(value)) return findSentence(value[0], depth - 1);
  const fields = value as Record<string, unknown>;
  for (const name of ["detail", "description", "message", "errors", "error", "title"]) {
    const sentence = findSentence(fields[name], depth - 1);
    if (sentence !== "") return sentence;
  }
  return "";
}
