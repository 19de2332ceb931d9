/** Owns what a column says about consent to e-mail. In doubt nobody is counted as having agreed. */
import { type Cell, readFlag, readMoment } from "./values.ts";

const refusals =
  /^(is |has )?((e ?mail |marketing |newsletter )?(opt(ed)? ?out|unsubscribed?)( e ?mail)?( (at|on|date|time|status))?|do ?not ?(contact|e ?mail|mail|disturb|market)|dnc|no (e ?mails?|contact|marketing|newsletter)|suppressed|e ?mail suppressed)$/;
const agreements =
  /^(is |has )?((e ?mail|marketing|newsletter|contact|gdpr) )?(consent|opt(ed)? ?in|permission|newsletter|may (e ?mail|contact))( (e ?mail|given|status))?$/;

/** Headers are compared in lower case with one blank between words: "Opt_Out" is "opt out". */
export function toPlainHeader(header: string): string {
  return header
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Whether a yes in a column of this name means that a person must not be written to. */
export function isRefusalHeader(header: string): boolean {
  return refusals.test(toPlainHeader(header));
}

/** Whether a column of this name speaks of consent to e-mail. */
export function isConsentHeader(header: string): boolean {
  return isRefusalHeader(header) || agreements.test(toPlainHeader(header));
}

/**
 * What one cell says. Under "opted out" a yes, or the moment it happened, denies, and a no says nothing: who has not
 * opted out has not agreed. Under any other name a yes grants and a no denies. Null leaves it as it is.
 */
export function readConsent(header: string, text: string): Cell<"granted" | "denied" | null> {
  const word = text.toLowerCase();
  if (word === "granted" || word === "denied") return { value: word };
  if (word === "unknown") return { value: null };
  const isRefusal = isRefusalHeader(header);
  const flag = readFlag(text);
  if ("value" in flag) {
    if (isRefusal) return { value: flag.value ? "denied" : null };
    return { value: flag.value ? "granted" : "denied" };
  }
  if (isRefusal && "value" in readMoment(text)) return { value: "denied" };
  return { problem: `"${text.slice(0, 40)}" says nothing about consent: write yes, no, granted or denied` };
}
